from flask import Blueprint

media = Blueprint("media", __name__)
