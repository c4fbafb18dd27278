"""The details that readers, jobs, versions and problems state in English, and what the pages say: of the catalogues."""

from service.pages.page import mark

AS_STATED = (
    # one file
    mark("a quotation mark opens a field and none closes it"),
    mark("no text in '%(column)s'"),
    mark("no column '%(column)s'; name the one of the texts: %(columns)s"),
    mark("%(n)s fields under a header of %(columns)s"),
    mark("no CSV: %(error)s"),
    mark("no JSON object"),
    mark("no JSON: %(error)s"),
    mark("nested too deeply"),
    mark("a number that is too large"),
    mark("%(text)s is no number in JSON"),
    mark("%(name)s is named twice in an object"),
    mark("JSON, but not one object a line; write JSON Lines"),
    mark("a table without rows"),
    mark("more than %(n)s characters; split it"),
    mark("a page of more than %(n)s characters; split it"),
    mark("a page of more than %(n)s MB; save its text alone"),
    mark("%(n)s bytes; at most %(most)s are read of one %(kind)s document"),
    mark("the name says %(named)s, the content is %(kind)s"),
    mark("elements that are nested too deep"),
    mark("tagging it ended the process that did it"),
    mark("a PDF with a password; save it without one"),
    mark("a PDF that is cut off or damaged"),
    mark("a form (XFA) that few programs show; print it to PDF"),
    mark("a page of %(n)s characters"),
    mark("more than %(n)s characters in %(pages)s pages; divide the file"),
    mark("%(n)s pages, at most %(most)s are read; divide the file"),
    mark("%(n)s of %(pages)s pages cannot be read"),
    mark("images and hardly a word on %(n)s of %(pages)s pages; if they are scans, run OCR first"),
    mark("images only on %(n)s of %(pages)s pages; run OCR first"),
    mark("nothing to read on any page (%(pages)s), nor an image of it"),
    mark("%(language)s, %(share)s of the words: characters %(where)s and %(n)s more"),
    mark("%(language)s, %(share)s of the words: characters %(where)s"),
    mark("an Office file with a password; save it without one"),
    mark("an old Office file; save it as DOCX or PDF"),
    mark("a mail or a web archive (MHTML); save it as HTML or text"),
    mark("a file with a password; save it without one"),
    mark("only images in it; recognise their text (OCR) first"),
    mark("no text in it"),
    mark("RTF that is damaged; save the document anew"),
    mark("no RTF: it does not begin with {\\rtf"),
    mark("a workbook; save the sheet as CSV"),
    mark("slides"),
    mark("unpacks from %(packed)s to %(unpacked)s bytes; save it anew"),
    mark("%(part)s has more than %(n)s nodes; split the document"),
    mark("%(part)s has more than %(n)s bytes; split the document"),
    mark("%(part)s declares a document type, which may hide an attack"),
    mark("%(part)s is packed in a way that office files are not"),
    mark("%(part)s is damaged; save the document anew"),
    mark("%(part)s, the text, is missing; save the document anew"),
    mark("%(part)s would take too much to parse: %(error)s"),
    mark("%(part)s is not well-formed: %(error)s"),
    mark("bytes that are no text"),
    mark("a Markdown file without text"),
    mark("a page without text; if scripts write it, open it in a browser and save what is shown"),
    mark("a feed without a published post"),
    mark("a feed that is broken: %(error)s"),
    mark("a feed that declares entities of its own, which can hide a bomb"),
    mark("neither text nor a kind of document that is read"),
    mark("XML of an unknown kind, <%(tag)s>"),
    mark("a Parquet file with encrypted columns"),
    mark("its columns unpack to more than memory holds"),
    mark("Parquet: %(error)s"),
    # files in others
    mark("a zip file that is cut off or damaged"),
    mark("a zip of too many files; hand it in as several"),
    mark("protected by a password; unpack it with the password first"),
    mark("a path that leads out of the archive"),
    mark("a link or device, which is not followed"),
    mark("a link or device, which is not followed, or a file of holes"),
    mark("shares its bytes with another file, as bombs do"),
    mark("damaged within the zip"),
    mark("packed by method %(method)s; zip it with deflate"),
    mark("over %(n)s MiB when unpacked"),
    mark("an empty archive"),
    mark("a header of over %(n)s KiB"),
    mark("cut off or damaged: %(error)s"),
    mark("its first header"),
    mark("an entry of negative size"),
    mark("it ends early"),
    mark("unpacks to too many bytes; the rest is left out; hand it in as several"),
    mark("holds over %(n)s files; the rest is left out; hand it in as several"),
    mark("archives in archives, more than %(n)s deep"),
    mark("unpacks to over %(n)s times its size, as bombs do"),
    # what was asked for
    mark("this needs a key with the scope %(scopes)s"),
    mark("this was sent from a page of another site; open the form on this one and send it again"),
    mark("sign in with a key"),
    mark("Not Found"),
    mark("Method Not Allowed"),
    mark("there is no such job"),
    mark("there is no such document"),
    mark("there is no such text"),
    mark("there is no such example"),
    mark("there is no such training"),
    mark("version %(version)s has no report in this language"),
    mark("the files of the job are gone"),
    mark("the job was removed"),
    mark("the job is queued"),
    mark("the job is queued: %(message)s"),
    mark("the job is running"),
    mark("the job is running: %(message)s"),
    mark("the job is cancelled"),
    mark("the job is cancelled: %(message)s"),
    mark("the job is failed: %(message)s"),
    mark("a body of at most %(n)s bytes is allowed"),
    mark("the body is cut off"),
    mark("the form is cut off"),
    mark("the form is broken"),
    mark("the form does not carry its document"),
    mark("the Content-Type names no boundary"),
    mark("a field of more than %(n)s bytes"),
    mark("more than %(n)s fields"),
    mark("send one file, in the field %(field)s"),
    mark("key: up to %(n)s printable characters of ASCII without a space"),
    mark("unknown label %(labels)s; allowed: %(allowed)s"),
    mark("the text %(digest)s was erased on request and is not stored again"),
    mark("choose a version that can be put into service, for an archive that was tagged with its texts"),
    mark("nobody has asked for it"),
    mark("after %(seconds)s seconds only %(n)s bytes of the body have come; send it faster"),
    mark("this host name is not served here; the setting allowed_hosts names those that are"),
    mark("more than %(n)s requests in %(period)s seconds; wait %(seconds)s seconds"),
    mark("more files wait to be read than this process can take on; send it again later"),
    # the service
    mark("there is no space left for the upload"),
    mark("there is no space left to store anything"),
    mark("there is no space left for the database; nothing was changed"),
    mark("No space left on device"),
    mark("the database cannot be used (%(name)s)"),
    mark("the database could not be used"),
    mark("the database was made by a newer version of Policy Tagger; install that one"),
    mark("the file of the database is gone"),
    mark("something went wrong here; name the request id when you report it"),
    # jobs
    mark("the upload is gone"),
    mark("the archive is gone; upload it again"),
    mark("the process that did it ended: %(status)s"),
    mark("exit status %(n)s"),
    mark("the process that did it was lost"),
    mark("given up after %(n)s attempts: %(message)s"),
    # versions
    mark("the model is not loaded yet"),
    mark("no model version is loaded"),
    mark("no model version in %(folder)s; make one with `policy-tagger train`"),
    mark("no model version %(version)s in %(folder)s; there is: %(known)s"),
    mark("%(version)s was never compared with the current version; train again, or force it with a reason"),
    mark(
        "%(version)s was compared with %(other)s, and %(current)s is current now; train again, or force it with a "
        "reason"
    ),
    mark("version %(version)s has format %(format)s, this release reads %(known)s; train a new version"),
    mark("version %(version)s was made with %(libraries)s; train a new version"),
    mark(
        "%(folder)s: holds version %(version)s under another name; it was not opened. Rename the folder back, or train "
        "a new version"
    ),
    mark("%(file)s: not a manifest: %(error)s"),
    mark("%(file)s: its SHA-256 is not the manifest's; it was not opened. Train a new version."),
    mark("%(file)s: cannot be read: %(error)s"),
    mark("%(file)s: not signed, so it was not opened: %(error)s. Train a new version"),
    mark("%(file)s: not a signature; its version was not opened. Train a new version"),
    mark(
        "%(folder)s: signed by the key %(key)s, which is not among those in %(file)s; it was not opened. Add the key "
        "if its owner is to be trusted, else train a new version"
    ),
    mark("%(folder)s: its manifest is not what the key %(key)s signed; it was not opened. Train a new version"),
    mark("%(file)s: the trusted keys cannot be read: %(error)s"),
    mark("%(file)s: a trusted key cannot be read: %(error)s"),
    mark("%(file)s: a trusted key is not an Ed25519 key; take it out"),
    mark("%(file)s: the key that signs versions cannot be read: %(error)s"),
    mark("%(file)s: not an Ed25519 key; make one: %(command)s"),
    mark(
        "%(file)s does not hold the public key of %(own)s: what it signs would not be opened here. Add it: %(command)s"
    ),
)
IN_OTHER_WORDS = {  # where the API speaks of itself, or of commands
    "%(kind)s may hold many documents; tag it with `policy-tagger tag`": mark(
        "%(kind)s may hold many documents; upload it on the Archive page"
    ),
    "there is no model version %(version)s; GET /v1/models lists them": mark(
        "there is no model version %(version)s; the Models page lists them"
    ),
    "the request does not fit the schema; see errors": mark("a value is missing or not valid"),
    "the rows of the job hold no texts; upload the archive again with with_text=true": mark(
        "the job kept no texts; upload the archive again and choose “Keep the texts with the tags”"
    ),
    "the idempotency key %(key)s came before, with another request": mark(
        "this form was sent before with other answers; reload the page and fill it in again"
    ),
    "the language must be one of %(allowed)s, and it cannot be told; state `language`": mark(
        "the language of the text cannot be told; only English and Spanish are taken"
    ),
    "the language must be one of %(allowed)s, and it is '%(language)s'; state `language`": mark(
        "the text is in another language (%(language)s); only English and Spanish are taken"
    ),
    "%(version)s was compared with none, and %(current)s is current now; train again, or force it with a reason": mark(
        "%(version)s was never compared with the current version; train again, or force it with a reason"
    ),
    "the gate refuses %(version)s: %(checks)s": mark("the gate refuses %(version)s; its page shows why"),
}
DETAILS = IN_OTHER_WORDS | {detail: detail for detail in AS_STATED}
KINDS = (mark("plain text"), mark("feed"))  # of files; other kinds are called the same everywhere
