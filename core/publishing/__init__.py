"""Generated pages: which ones there are, what each is made of, which are stale, and their files.

Pages are rows by site, currency and path; each names the entities it shows, and the last change it has seen of any
of them. Facts of the rooms below mark pages stale; the publisher (workers/publishing.py) draws them anew through
the one rendering window of web, and web serves the files before the application is entered. Asks catalog,
inventory and sites; tells web processes by the queue service which pages are other ones now.
"""
