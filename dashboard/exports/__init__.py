"""Downloads: what a panel or a page shows, as files that say what they speak of."""
