"""The handful of components that every page is built from."""
