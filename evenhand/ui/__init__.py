"""How everything looks: base templates, components, tokens, icons. No data of its own."""
