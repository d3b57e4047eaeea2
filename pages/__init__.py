"""What stands on each page, as data: one short file a page."""
