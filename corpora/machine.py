"""Errors of the operating system that say something of the machine, and nothing of the file that is read or written."""

import errno

NO_SPACE = (errno.ENOSPC, errno.EDQUOT)
SHORTAGES = (*NO_SPACE, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN)
