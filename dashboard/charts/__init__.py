"""What a chart looks like: the design tokens, the template made of them and the builders that draw a result."""
