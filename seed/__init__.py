"""Everything that fills a warehouse: demo data, loaders of real data, and the publisher."""
