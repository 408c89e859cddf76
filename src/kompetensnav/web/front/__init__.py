"""The public pages, and the way from login to one's own first screen."""
