"""Mails to people: what is to be told, to whom, in which language, and whether it went out.

A mail is a row before it is a letter: reactions write it beside the fact that caused it, a job renders and
sends it. Listens to everybody, asks orders and sites for what a mail says; nobody depends on it.
"""
