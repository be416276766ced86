/* init/web/no_tls.c - defines the functions of GnuTLS that libmicrohttpd wants and never calls.
 *
 * Debian's libmicrohttpd.a can serve HTTPS, for which it needs GnuTLS. GnuTLS cannot be linked
 * statically, because Debian has no archive of p11-kit. We never set MHD_USE_TLS, so
 * libmicrohttpd calls only gnutls_global_init() and gnutls_global_deinit(), from its
 * constructor and destructor. The linker reports a function that a new version wants and that
 * is missing here; a function that is called in spite of this ends the process. */
#include <stdio.h>
#include <stdlib.h>

int gnutls_global_init(void);
int gnutls_global_init(void)
{
	return 0;
}

void gnutls_global_deinit(void);
void gnutls_global_deinit(void)
{
}

/* A variable in GnuTLS: the function that allocates memory for it. */
extern void *(*gnutls_malloc)(size_t size);
void *(*gnutls_malloc)(size_t size) = malloc;

static _Noreturn void never_called(const char *name)
{
	fprintf(stderr, "ctinit-web: bug: %s was called, but this program has no TLS\n",
		name);
	abort();
}

/* clang-format off */
#define NEVER(name)                         \
	_Noreturn void name(void);          \
	_Noreturn void name(void) { never_called(#name); }
/* clang-format on */

NEVER(gnutls_alpn_set_protocols)
NEVER(gnutls_bye)
NEVER(gnutls_certificate_allocate_credentials)
NEVER(gnutls_certificate_free_credentials)
NEVER(gnutls_certificate_server_set_request)
NEVER(gnutls_certificate_set_dh_params)
NEVER(gnutls_certificate_set_retrieve_function2)
NEVER(gnutls_certificate_set_retrieve_function3)
NEVER(gnutls_certificate_set_x509_key_mem)
NEVER(gnutls_certificate_set_x509_key_mem2)
NEVER(gnutls_certificate_set_x509_trust_mem)
NEVER(gnutls_cipher_get)
NEVER(gnutls_credentials_set)
NEVER(gnutls_deinit)
NEVER(gnutls_dh_params_deinit)
NEVER(gnutls_dh_params_import_pkcs3)
NEVER(gnutls_dh_params_init)
NEVER(gnutls_handshake)
NEVER(gnutls_init)
NEVER(gnutls_priority_deinit)
NEVER(gnutls_priority_init)
NEVER(gnutls_priority_set)
NEVER(gnutls_protocol_get_version)
NEVER(gnutls_psk_allocate_server_credentials)
NEVER(gnutls_psk_free_server_credentials)
NEVER(gnutls_psk_set_server_credentials_function)
NEVER(gnutls_record_check_pending)
NEVER(gnutls_record_get_direction)
NEVER(gnutls_record_recv)
NEVER(gnutls_record_send)
NEVER(gnutls_session_get_ptr)
NEVER(gnutls_session_set_ptr)
NEVER(gnutls_strerror)
NEVER(gnutls_transport_set_int2)
