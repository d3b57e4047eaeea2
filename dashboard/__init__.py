"""Everything that knows HTTP and the screen."""
