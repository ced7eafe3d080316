"""What helps customers help themselves: articles in languages, found by words. Not what policies bind anybody to."""
