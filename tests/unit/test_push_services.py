"""Only the push services of the browsers are ever asked; everything else is refused by its looks."""

from __future__ import annotations

import pytest

from api.outbox.push_services import NotAPushService, origin_of, service_of


@pytest.mark.parametrize(
    ("endpoint", "service"),
    [
        ("https://fcm.googleapis.com/fcm/send/abc:APA91b-_x", "google"),
        ("https://fcm.googleapis.com/wp/abc:x", "google"),
        ("https://updates.push.services.mozilla.com/wpush/v2/gAAAA-_=", "mozilla"),
        ("https://push.services.mozilla.com/wpush/v2/gAAAA", "mozilla"),
        ("https://web.push.apple.com/QGuQyavXutnMH_x", "apple"),
        ("https://db5p.notify.windows.com/w/?token=BQYAAAB%2bx", "windows"),
    ],
)
def test_the_services_of_the_browsers_are_known(endpoint: str, service: str) -> None:
    assert service_of(endpoint) == service


REFUSED = [
    "http://fcm.googleapis.com/fcm/send/a",
    "https://127.0.0.1/a",
    "https://[::1]/a",
    "https://[::ffff:127.0.0.1]/a",
    "https://169.254.169.254/latest/meta-data",
    "https://2130706433/a",
    "https://localhost/a",
    "https://intranet/a",
    "https://127.0.0.1.nip.io/a",
    "https://fcm.googleapis.com.evil.example/a",
    "https://evilfcm.googleapis.com/a",
    "https://notify.windows.com.evil.example/a",
    "https://evilpush.apple.com/a",
    "https://push.apple.com/a",
    "https://fcm.googleapis.com:8443/a",
    "https://fcm.googleapis.com:22/a",
    "https://user@fcm.googleapis.com/a",
    "https://user:word@fcm.googleapis.com/a",
    "https://fcm.googleapis.com@evil.example/a",
    "https://evil.example#@fcm.googleapis.com/a",
    "https://fcm.googleapis.com#/a",
    "https://fcm.googleapis.com\\@evil.example/a",
    "https://evil.example\\.push.apple.com/a",
    "https://fcm.googleapis.com./a",
    "https://ſcm.googleapis.com/a",
    "https://fcm.googleapıs.com/a",
    "https://xn--fcm-tda.googleapis.com/a",
    "https://fcm.googleapis.com/a\r\nHost: evil.example",
    "https://fcm.googleapis.com/a b",
    "https://fcm.googleapis.com/a\x00",
    "https://fcm.googleapis.com",
    "https://.push.apple.com/a",
    "https://a..push.apple.com/a",
    "HTTPS://FCM.GOOGLEAPIS.COM/a",
    "ftp://fcm.googleapis.com/a",
    "file:///etc/passwd",
    "",
    "https://fcm.googleapis.com/" + "a" * 2_000,
]


@pytest.mark.parametrize("endpoint", REFUSED)
def test_whatever_else_is_refused(endpoint: str) -> None:
    with pytest.raises(NotAPushService):
        service_of(endpoint)


def test_a_test_origin_counts_only_where_it_is_named() -> None:
    origin = "http://127.0.0.1:8125"
    assert service_of(f"{origin}/push/a-b", [origin]) == origin
    for endpoint in (f"{origin}/push/a", f"{origin}0/push/a", f"{origin}@evil.example/a", f"{origin}/a\r\nb"):
        with pytest.raises(NotAPushService):
            service_of(endpoint, [] if endpoint == f"{origin}/push/a" else [origin])


def test_the_origin_of_an_endpoint_is_what_a_signature_is_made_out_to() -> None:
    assert origin_of("https://web.push.apple.com/QG/x?y") == "https://web.push.apple.com"
