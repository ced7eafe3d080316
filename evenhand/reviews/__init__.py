"""Product reviews beside the product. Nothing is built here yet."""
