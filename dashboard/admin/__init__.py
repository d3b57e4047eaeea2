"""The administrators' pages: accounts, scopes, sessions, audit. They show no data of schools."""
