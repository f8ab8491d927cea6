"""Who may do what: names of the server, other sites, tokens, roles, limits."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import SettingsError
from bot.web.security.access import Access, Role
from bot.web.security.guard import HEADERS, Names
from bot.web.security.keys import Keys
from bot.web.security.rate_limit import RateLimit, household
from bot.web.server import is_public, serve
from tests.bot.web.conftest import STORM
from tests.bot.web.served import Served, added, bag_of_words, serving, settings_of

READER, ADMIN = "reader-token-0123456789", "admin-token-0123456789"


@pytest.fixture(scope="module")
def restricted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server that asks for tokens, and trusts a proxy's header."""
    folder = tmp_path_factory.mktemp("restricted")
    (folder / "storm.md").write_text(STORM, "utf-8")
    with bag_of_words():
        added(folder / "data", [folder / "storm.md"])
        with serving(
            folder / "data",
            web_token=READER,
            web_admin_token=ADMIN,
            web_user_header="X-Remote-User",
            web_admins="ann",
        ) as running:
            yield running


def form_token(page: str) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_every_response_has_the_headers(served: Served) -> None:
    """Pages, JSON, files and errors cannot be framed, run no foreign script, and load nothing."""
    for path in ("/", "/api/v1/documents", "/static/pullquote.css", "/nothing", "/api/v1/nothing"):
        headers = served.get(path).headers
        for name, value in HEADERS.items():
            assert headers[name] == value
    assert "unsafe" not in HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "", "localhost.evil.io"]
)
def test_another_name_is_refused(served: Served, host: str) -> None:
    """Else a page that gives its own name this address could read everything (DNS rebinding)."""
    for path in ("/", "/api/v1/documents", "/static/pullquote.css"):
        assert served.get(path, headers={"Host": host}).status_code in (400, 421)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:9", "[::1]:80", "192.168.1.5:8090"])
def test_own_names_are_known(served: Served, host: str) -> None:
    """This computer's names, and addresses in figures."""
    assert served.get("/status", headers={"Host": host}).status_code == 200


def test_two_names_are_refused(served: Served) -> None:
    """A proxy and the server must not read different ones."""
    with socket.create_connection(("127.0.0.1", served.port)) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n")
        assert client.recv(100).split()[1] in (b"400", b"421")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_other_sites_send_in_vain(served: Served, headers: dict[str, str]) -> None:
    """Whatever a page of another site makes a browser send."""
    with served.client() as client:
        token = form_token(client.get("/add").text)
        for path in ("/feedback", "/add", "/verify", "/logout"):
            sent = client.post(path, headers=headers, data={"form_token": token})
            assert sent.status_code == 403, path
        if "Origin" in headers:
            assert client.get("/api/v1/documents", headers=headers).status_code == 403


def test_a_link_from_elsewhere_works(served: Served) -> None:
    """Following a link changes nothing, so it is allowed."""
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert served.get("/sources", headers=headers).status_code == 200


def test_a_form_without_its_token_changes_nothing(served: Served) -> None:
    """Nor does one with the token of somebody else."""
    with served.client() as one, served.client() as other:
        token = form_token(one.get("/add").text)
        other.get("/add")
        for given in ("", "x", token):
            sent = other.post("/add", data={"form_token": given, "address": "https://a.example/"})
            assert sent.status_code == 403


def test_nothing_is_read_without_a_token(restricted: Served) -> None:
    """Pages lead to the login, programs get 401; style sheet and health check are open."""
    card = restricted.cards()[0]
    for path in ("/", "/sources", f"/d/{card.id}@1", f"/d/{card.id}@1/0-5", "/verify", "/status"):
        found = restricted.get(path)
        assert found.status_code == 303
        assert found.headers["location"].startswith("/login?next=")
        assert "Storms" not in found.text
    for path in ("/api/v1/documents", "/api/v1/ask?question=storm", "/api/docs"):
        found = restricted.get(path)
        assert found.status_code == 401
        assert found.headers["content-type"] == "application/problem+json"
        assert "Bearer" in found.headers["www-authenticate"]
    assert restricted.get("/healthz").status_code == 200
    assert restricted.get("/static/pullquote.css").status_code == 200


@pytest.mark.parametrize(("token", "status"), [(READER, 200), (ADMIN, 200), ("wrong", 401)])
def test_programs_send_a_token(restricted: Served, token: str, status: int) -> None:
    """As `Authorization: Bearer`."""
    headers = {"Authorization": f"Bearer {token}"}
    assert restricted.get("/api/v1/documents", headers=headers).status_code == status


def test_people_log_in(restricted: Served) -> None:
    """A token becomes a session, which leads back to the page, and can be ended."""
    with restricted.client() as client:
        page = client.get("/login", params={"next": "/sources?sort=added"}).text
        form = {"form_token": form_token(page), "next": "/sources?sort=added"}
        assert client.post("/login", data={**form, "token": "wrong"}).status_code == 403
        assert client.get("/sources").status_code == 303
        done = client.post("/login", data={**form, "token": READER})
        assert done.headers["location"] == "/sources?sort=added"
        cookie = done.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert READER not in cookie
        assert client.get("/sources").status_code == 200
        assert client.get("/add").status_code == 403
        client.post("/logout", data=form)
        assert client.get("/sources").status_code == 303


@pytest.mark.parametrize(
    "following", ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil"]
)
def test_a_login_leads_nowhere_else(restricted: Served, following: str) -> None:
    """The address after the login is one of this site."""
    with restricted.client() as client:
        token = form_token(client.get("/login").text)
        sent = client.post("/login", data={"form_token": token, "next": following, "token": READER})
        assert sent.headers["location"] == "/"


def test_a_forged_session_is_none(restricted: Served) -> None:
    """Neither with another role nor with a longer life."""
    access = restricted.site.access
    session = access.session(READER)
    assert session is not None
    role, until, salt, signature = session.split(".")
    for cookie in (
        f"ADMIN.{until}.{salt}.{signature}",
        f"{role}.{int(until) + 9}.{salt}.{signature}",
        f"{role}.{until}.{salt}.",
        "ADMIN.9999999999.x.y",
        "....",
        "READER.x.y.z",
    ):
        visitor = access.visitor({}, {"pullquote-session": cookie}, "127.0.0.1")
        assert visitor.role is Role.NOBODY
    assert access.visitor({}, {"pullquote-session": session}, "::1").role is Role.READER


def test_a_new_token_ends_old_sessions(tmp_path: Path) -> None:
    """Whoever changes the token wants to keep somebody out."""
    keys = Keys.of(tmp_path)
    before = Access(settings_of(tmp_path, web_token=READER), keys, is_public=True)
    session = before.session(READER)
    assert session is not None
    # The key is kept: a restart alone ends no session.
    for token, role in ((READER, Role.READER), ("another-token-123456", Role.NOBODY)):
        access = Access(settings_of(tmp_path, web_token=token), Keys.of(tmp_path), is_public=True)
        assert access.visitor({}, {"pullquote-session": session}, "10.0.0.1").role is role


def test_a_proxy_says_who_asks(restricted: Served) -> None:
    """Its header counts from a proxy that is trusted, and admins are listed."""
    assert restricted.get("/sources", headers={"X-Remote-User": "bob"}).status_code == 200
    assert restricted.get("/add", headers={"X-Remote-User": "bob"}).status_code == 403
    assert restricted.get("/add", headers={"X-Remote-User": "ann"}).status_code == 200
    access = restricted.site.access
    headers = {"x-remote-user": "ann"}
    assert access.visitor(headers, {}, "127.0.0.1").role is Role.ADMIN
    assert access.visitor(headers, {}, "203.0.113.9").role is Role.NOBODY
    assert access.visitor(headers, {}, None).role is Role.NOBODY


def test_who_comes_from_far_is_no_admin(tmp_path: Path) -> None:
    """Without tokens, only requests of this computer itself may change the collection."""
    keys = Keys.of(tmp_path)
    near = Access(settings_of(tmp_path), keys, is_public=False)
    assert near.visitor({}, {}, "127.0.0.1").role is Role.ADMIN
    assert near.visitor({}, {}, "::ffff:127.0.0.1").role is Role.ADMIN
    assert near.visitor({"x-forwarded-for": "203.0.113.9"}, {}, "127.0.0.1").role is Role.READER
    assert near.visitor({"via": "1.1 proxy"}, {}, "127.0.0.1").role is Role.READER
    assert near.visitor({}, {}, "192.168.1.7").role is Role.READER
    kept = Access(settings_of(tmp_path, web_admin_token=ADMIN), keys, is_public=False)
    assert kept.visitor({}, {}, "127.0.0.1").role is Role.READER


@pytest.mark.parametrize(
    "listen", ["0.0.0.0:8090", "[::]:8090", "192.168.1.5:80", "example.org:80"]
)
def test_nobody_is_let_in_from_other_computers_unasked(tmp_path: Path, listen: str) -> None:
    """Beyond this computer, the server does not start without a token or a proxy's header."""
    with pytest.raises(SettingsError, match="PULLQUOTE_WEB_TOKEN"):
        serve(settings_of(tmp_path, web_listen=listen), print)


@pytest.mark.parametrize("listen", ["127.0.0.1:80", "[::1]:80", "localhost:80", "127.8.8.8:1"])
def test_loopback_is_not_public(listen: str) -> None:
    """This computer's addresses."""
    assert not is_public(listen)


def test_the_names_of_a_public_address() -> None:
    """The public address adds a name, an origin and a prefix."""
    names = Names.of("0.0.0.0:8090", "https://Quotes.example.org:444/in/", ("inner.lan",))
    assert names.has("quotes.example.org:444")
    assert names.has("inner.lan")
    assert not names.has("example.org")
    assert names.prefix == "/in"
    assert names.is_own("https://quotes.example.org:444", "127.0.0.1:8090")
    assert not names.is_own("https://quotes.example.org", "127.0.0.1:8090")


def test_the_disk_is_not_shown_to_readers(restricted: Served) -> None:
    """Readers see a file's name, admins its path."""
    card = restricted.cards()[0]
    folder = str(Path(card.source).parent)
    paths = (
        "/sources", f"/d/{card.id}@1", f"/api/v1/documents/{card.id}", "/api/v1/documents",
        f"/api/v1/quotes/{card.id}/0-9", "/api/v1/ask?question=Who+slept+in+the+school",
        "/api/v1/verify?text=Trains+did+not.", "/status", "/?q=Who+slept+in+the+school",
    )  # fmt: skip
    for path in paths:
        found = restricted.get(path, headers={"Authorization": f"Bearer {READER}"})
        assert found.status_code == 200
        assert folder not in found.text, path
    found = restricted.get(
        f"/api/v1/documents/{card.id}", headers={"Authorization": f"Bearer {ADMIN}"}
    )
    assert folder in found.text
    searched = restricted.get(
        "/sources", params={"search": Path(folder).name}, headers={"X-Remote-User": "bob"}
    )
    assert "No document matches." in searched.text


@pytest.mark.parametrize(
    "path",
    [
        "/static/../site.py", "/static/..%2fsite.py", "/static/%2e%2e/site.py",
        "/static//etc/passwd",
        "/static/..%5csite.py", "/d/..%2f..%2fetc%2fpasswd", "/add/..%2f..", "/static/%00",
    ],
)  # fmt: skip
def test_no_file_beside_the_pages_is_served(served: Served, path: str) -> None:
    """However a path tries to leave its folder."""
    with socket.create_connection(("127.0.0.1", served.port)) as client:
        client.sendall(
            f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
        )
        answer = b"".join(iter(lambda: client.recv(65536), b""))
    assert answer.split()[1] == b"404"
    assert b"import" not in answer
    assert b"root:" not in answer


def test_a_body_is_bounded(served: Served) -> None:
    """Both one that says how long it is, and one that does not."""
    with served.client() as client:
        assert client.post("/verify", content=b"x" * (2 << 20)).status_code == 413

        def endless() -> Iterator[bytes]:
            for _ in range(64):
                yield b"text=" + b"x" * 65536

        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        # Whichever is reached first: the limit of a field or of the whole.
        assert client.post("/verify", content=endless(), headers=headers).status_code in (400, 413)
        many = "&".join(f"a{n}=1" for n in range(2000))
        assert client.post("/verify", content=many.encode(), headers=headers).status_code == 400


def test_requests_are_limited(collection: Path) -> None:
    """Half a minute's worth at once; then 429, with the time to wait."""
    with bag_of_words(), serving(collection, web_per_minute=6) as running:
        found = [running.get("/api/v1/ask?question=storm") for _ in range(4)]
        assert [one.status_code for one in found] == [200, 200, 200, 429]
        assert 1 <= int(found[-1].headers["retry-after"]) <= 10
        assert found[-1].json()["title"] == "Too Many Requests"
        assert running.get("/static/pullquote.css").status_code == 200
        # Another computer behind a proxy has its own.
        other = {"X-Forwarded-For": "203.0.113.9"}
        assert running.get("/api/v1/ask?question=storm", headers=other).status_code == 200


def test_a_bucket_fills_again() -> None:
    """After the time that was named, a request is allowed."""
    now = 0.0
    limit = RateLimit(60, lambda: now)
    assert [limit.seconds_to_wait("a") for _ in range(30)] == [0.0] * 30
    wait = limit.seconds_to_wait("a")
    assert wait == pytest.approx(1.0)
    assert limit.seconds_to_wait("b") == 0
    now += wait
    assert limit.seconds_to_wait("a") == 0
    assert limit.seconds_to_wait("a") > 0
    assert RateLimit(0, lambda: now).seconds_to_wait("a") == 0


def test_one_household_has_one_bucket() -> None:
    """Addresses of IPv6 are countless, so their network counts."""
    assert household("2001:db8::1") == household("2001:db8::ffff:2")
    assert household("2001:db8:0:1::1") != household("2001:db8::1")


def test_a_prefix_of_the_public_address(collection: Path) -> None:
    """Behind a proxy that leaves or strips it, all links have it."""
    with bag_of_words(), serving(collection, public_url="https://example.org/quotes") as running:
        for path in ("/quotes/sources", "/sources"):
            found = running.get(path)
            assert found.status_code == 200
            assert 'href="/quotes/d/' in found.text
        cookie = running.get("/quotes").headers["set-cookie"]
        assert "Secure" in cookie
        listed = running.get("/quotes/api/v1/documents").json()
        assert listed[0]["page"].startswith("https://example.org/quotes/d/")


def test_secrets_are_not_shown(restricted: Served) -> None:
    """No page and no object shows a token."""
    headers = {"Authorization": f"Bearer {ADMIN}"}
    for path in ("/status", "/", "/api/openapi.json"):
        assert ADMIN not in restricted.get(path, headers=headers).text
    assert READER not in repr(restricted.site.settings)
    assert READER not in repr(vars(restricted.site.access))


def test_an_error_in_the_program_says_nothing(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page has no traceback and no path."""

    async def broken(*_: object) -> None:
        raise RuntimeError("secret /etc/shadow")

    monkeypatch.setattr(served.site.documents, "cards", broken)
    found = served.get("/api/v1/documents")
    assert found.status_code == 500
    assert "secret" not in found.text
