"""Pages of one's own account: sign up, prove the address, sign in, reset, profile, language, theme."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user

from portal.accounts import service
from portal.accounts.forms import ForgottenForm, NewPasswordForm, ProfileForm, SignInForm, SignUpForm
from portal.core.access import public, signed_in
from portal.core.i18n import LOCALES
from portal.core.kept import clear_session
from portal.core.security import limiter
from portal.core.urls import safe_next

bp = Blueprint("accounts", __name__)


@bp.route("/sign-up", methods=["GET", "POST"])
@public
@limiter.limit("20/hour", methods=["POST"])
def sign_up() -> Any:
    """Open an account; the answer is the same whether or not the address already has one."""
    form = SignUpForm()
    if form.validate_on_submit():
        service.sign_up(
            name=form.name.data,
            email=form.email.data,
            password=form.password.data,
            locale=str(get_locale() or "vi"),
        )
        session["pending_email"] = form.email.data
        return redirect(url_for(".check_mail"))
    return render_template("accounts/sign_up.html", form=form)


@bp.route("/sign-up/check-mail")
@public
def check_mail() -> Any:
    """Say that a link is on its way."""
    return render_template("accounts/check_mail.html", email=session.get("pending_email", ""))


@bp.route("/verify/<token>", methods=["GET", "POST"])
@public
@limiter.limit("60/hour")
def verify(token: str) -> Any:
    """Prove the address; a button is pressed, since mail scanners open links too."""
    if request.method == "GET":
        return render_template("accounts/verify.html", token=token)
    try:
        user = service.verify_email(token)
    except service.LinkExpiredError as error:
        flash(str(error), "error")
        return redirect(url_for(".sign_in"))
    login_user(user)
    flash(_("Your e-mail address is confirmed. Welcome, %(name)s!", name=user.name), "success")
    return redirect(safe_next(session.pop("next", None), url_for("home.index")))


@bp.route("/sign-in", methods=["GET", "POST"])
@public
@limiter.limit("10/minute;60/hour", methods=["POST"])
def sign_in() -> Any:
    """Sign in; a wrong address and a wrong password give the same answer."""
    form = SignInForm()
    if form.validate_on_submit():
        user = service.check_password(form.email.data, form.password.data)
        if user is None:
            form.form_errors.append(_("The e-mail address or the password is not right."))
        elif not user.is_verified:
            service.resend_verification(user)
            session["pending_email"] = user.email
            return redirect(url_for(".check_mail"))
        else:
            target = safe_next(session.pop("next", None), url_for("home.start"))
            session.pop("locale", None)
            login_user(user)
            session.permanent = True
            return redirect(target)
    return render_template("accounts/sign_in.html", form=form)


@bp.post("/sign-out")
@public
def sign_out() -> Any:
    """End this session."""
    logout_user()
    clear_session()
    return redirect(url_for("home.index"))


@bp.route("/forgotten", methods=["GET", "POST"])
@public
@limiter.limit("10/hour", methods=["POST"])
def forgotten() -> Any:
    """Ask for a reset link; the answer never tells whether the address has an account."""
    form = ForgottenForm()
    if form.validate_on_submit():
        service.request_password_reset(form.email.data)
        session["pending_email"] = form.email.data
        return redirect(url_for(".check_mail"))
    return render_template("accounts/forgotten.html", form=form)


@bp.route("/reset/<token>", methods=["GET", "POST"])
@public
@limiter.limit("60/hour")
def reset(token: str) -> Any:
    """Choose a new password by the link from an e-mail."""
    form = NewPasswordForm()
    try:
        user = service.user_of_reset_link(token)
        if form.validate_on_submit():
            service.reset_password(token, form.password.data)
            login_user(user)
            flash(_("Your new password is set."), "success")
            return redirect(url_for("home.index"))
    except service.LinkExpiredError as error:
        flash(str(error), "error")
        return redirect(url_for(".forgotten"))
    return render_template("accounts/reset.html", form=form, user=user, token=token)


@bp.route("/profile", methods=["GET", "POST"])
@signed_in
def profile() -> Any:
    """Change one's name, organisation and language."""
    form = ProfileForm(obj=current_user)
    if form.validate_on_submit():
        service.change_profile(
            current_user,
            name=form.name.data,
            organisation=form.organisation.data or "",
            locale=form.locale.data,
        )
        session.pop("locale", None)
        flash(_("Your profile is saved."), "success")
        return redirect(url_for(".profile"))
    return render_template("accounts/profile.html", form=form)


@bp.post("/language")
@public
def set_language() -> Any:
    """Change the language, and come back to the same page."""
    chosen = request.form.get("locale", "")
    if chosen in LOCALES:
        session["locale"] = chosen
        if current_user.is_authenticated:
            service.set_locale(current_user, chosen)
    return redirect(safe_next(request.form.get("next"), url_for("home.index")))


@bp.post("/theme")
@public
def set_theme() -> Any:
    """Choose light, dark or the system's colours; kept in a cookie, not in the account."""
    answer = redirect(safe_next(request.form.get("next"), url_for("home.index")))
    theme = request.form.get("theme", "")
    if theme in {"light", "dark"}:
        answer.set_cookie("theme", theme, max_age=365 * 24 * 3600, samesite="Lax", secure=request.is_secure)
    else:
        answer.delete_cookie("theme")
    return answer
