"""Mail: taken in, understood, answered."""
