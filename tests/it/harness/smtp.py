"""A mail server on loopback: smtp.py PORT [CERTIFICATE KEY], with TLS from the start where there is one.

Says "ready" once it listens, then one line of JSON for each mail it takes, and for each recipient that
makes it misbehave, by how the address begins: refused@ (550), later@ (451 the first time), slow@.
Ends when its input does. The account is shop, its password p@ss:word.
"""

import asyncio
import email
import email.policy
import json
import logging
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

SLOW = 1.0
# It warns of itself at each login.
logging.getLogger("mail.log").setLevel(logging.ERROR)


def say(what):
    print(json.dumps(what), flush=True)


def part(mail, kind):
    return mail.get_body((kind,)).get_content().replace("\r\n", "\n")


class Handler:
    def __init__(self):
        self.put_off = set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        if name in ("refused", "later", "slow"):
            say({"met": address})
        if name == "refused":
            return f"550 5.1.1 <{address}> is not known here"
        if name == "later" and address not in self.put_off:
            self.put_off.add(address)
            return f"451 4.7.1 <{address}> come back later"
        if name == "slow":
            await asyncio.sleep(SLOW)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        say(
            {
                "from": envelope.mail_from,
                "to": envelope.rcpt_tos,
                "hello": session.host_name,
                "authenticated": bool(session.authenticated),
                "headers": {name: str(value) for name, value in mail.items()},
                "text": part(mail, "plain"),
                "html": part(mail, "html"),
            }
        )
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    right = (data.login, data.password) == (b"shop", b"p@ss:word")
    return AuthResult(success=right, handled=False)


async def main(port, certificate=None, key=None):
    handler = Handler()
    context = None
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate, key)

    def protocol():
        return SMTP(
            handler,
            enable_SMTPUTF8=True,
            authenticator=authenticate,
            auth_require_tls=False,
            hostname="localhost",
        )

    loop = asyncio.get_running_loop()
    await loop.create_server(protocol, "127.0.0.1", int(port), ssl=context)
    say("ready")
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main(*sys.argv[1:]))
