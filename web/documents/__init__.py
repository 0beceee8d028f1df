"""Papers: what is drawn as PDF, in the language of who it is for."""
