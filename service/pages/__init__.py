"""The web pages: server-rendered, in English and Spanish, over the same objects as the API."""
