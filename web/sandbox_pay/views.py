from flask import Blueprint

sandbox_pay = Blueprint("sandbox_pay", __name__)
