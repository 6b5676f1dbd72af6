"""A static research knowledge base: annotated articles become cross-linked pages, and every fact keeps its words."""
