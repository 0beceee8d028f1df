"""A publisher as it really runs."""

from workers import publishing

if __name__ == "__main__":
    publishing.main()
