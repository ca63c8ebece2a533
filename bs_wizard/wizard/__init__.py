"""The journey to a credential, without a screen: every front end runs this one."""
