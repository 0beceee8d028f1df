"""What is personal or live on a page that everybody shares: one request for all of its parts."""
