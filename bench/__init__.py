"""The product against its budgets: panels in process, panels over HTTP, growth, memory."""
