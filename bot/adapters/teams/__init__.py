"""Microsoft Teams: cards out, activities in."""
