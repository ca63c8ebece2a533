"""Small windows that ask or tell one thing; each only dismisses with an answer."""
