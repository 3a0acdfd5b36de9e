#include "connector/kafka/certificates.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>

namespace mullion::kafka {
namespace {

template <auto Free>
struct Freer {
  template <typename T>
  void operator()(T* p) const {
    Free(p);
  }
};
using Bio = std::unique_ptr<BIO, Freer<BIO_free_all>>;
using Pkcs12 = std::unique_ptr<PKCS12, Freer<PKCS12_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freer<X509_free>>;

struct FreeStack {
  void operator()(STACK_OF(X509) * stack) const { sk_X509_pop_free(stack, X509_free); }
};
using Certificates = std::unique_ptr<STACK_OF(X509), FreeStack>;

Result<std::string> ReadStore(const StoreFile& store) {
  std::ifstream file(store.path, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file.is_open() || file.bad()) {
    return Fail(
        Error::User(fmt::format("'{}' = '{}' cannot be read", store.option, store.path)).Why(std::strerror(errno)));
  }
  return bytes;
}

bool IsPem(const std::string& bytes) {
  return bytes.find("-----BEGIN ") != std::string::npos;
}

/// Java's own formats, JKS and JCEKS.
bool IsJks(const std::string& bytes) {
  return bytes.starts_with("\xFE\xED\xFE\xED") || bytes.starts_with("\xCE\xCE\xCE\xCE");
}

Error JksError(const StoreFile& store) {
  return Error::User(fmt::format("'{}' = '{}' is a JKS file, which only Java reads", store.option, store.path))
      .Hint(fmt::format("Convert it once: keytool -importkeystore -srckeystore {0} -destkeystore {0}.p12 "
                        "-deststoretype PKCS12, and name {0}.p12 here.",
                        store.path));
}

std::string OpenSslReason() {
  unsigned long code = ERR_get_error();
  ERR_clear_error();
  const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  return reason ? reason : "not a PKCS12 file";
}

void AppendPem(X509* certificate, std::string* out) {
  Bio bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(bio.get(), certificate);
  char* data = nullptr;
  long size = BIO_get_mem_data(bio.get(), &data);
  out->append(data, static_cast<size_t>(size));
}

Result<std::string> Pkcs12Certificates(const StoreFile& store, const std::string& bytes) {
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  Pkcs12 file(d2i_PKCS12(nullptr, &data, static_cast<long>(bytes.size())));
  EVP_PKEY* key = nullptr;
  X509* own = nullptr;
  STACK_OF(X509)* stack = nullptr;
  if (!file || PKCS12_parse(file.get(), store.password.c_str(), &key, &own, &stack) != 1) {
    return Fail(Error::User(fmt::format("'{}' = '{}' cannot be opened", store.option, store.path))
                    .Why(OpenSslReason())
                    .Hint("Check the store's password and its type: PEM and PKCS12 are read."));
  }
  Key key_owner(key);
  Certificate own_owner(own);
  Certificates stack_owner(stack);
  std::string pem;
  if (own) AppendPem(own, &pem);
  for (int i = 0; stack && i < sk_X509_num(stack); ++i) AppendPem(sk_X509_value(stack, i), &pem);
  if (pem.empty()) {
    return Fail(Error::User(fmt::format("'{}' = '{}' holds no certificate", store.option, store.path)));
  }
  return pem;
}

void SetBoth(ClientSettings* settings, const std::string& name, const std::string& value) {
  settings->consumer[name] = value;
  settings->producer[name] = value;
}

Status LoadTrustStore(ClientSettings* settings) {
  const StoreFile& store = *settings->trust_store;
  MULLION_ASSIGN(std::string bytes, ReadStore(store));
  if (IsJks(bytes)) return Fail(JksError(store));
  if (IsPem(bytes)) {
    SetBoth(settings, "ssl.ca.location", store.path);
    return Ok();
  }
  MULLION_ASSIGN(std::string pem, Pkcs12Certificates(store, bytes));
  SetBoth(settings, "ssl.ca.pem", pem);
  return Ok();
}

Status LoadKeyStore(ClientSettings* settings) {
  const StoreFile& store = *settings->key_store;
  MULLION_ASSIGN(std::string bytes, ReadStore(store));
  if (IsJks(bytes)) return Fail(JksError(store));
  if (IsPem(bytes)) {
    // Java keeps the key and its chain in one PEM file.
    SetBoth(settings, "ssl.certificate.location", store.path);
    SetBoth(settings, "ssl.key.location", store.path);
    return Ok();
  }
  SetBoth(settings, "ssl.keystore.location", store.path);
  SetBoth(settings, "ssl.keystore.password", store.password);
  return Ok();
}

}  // namespace

Status LoadStores(ClientSettings* settings) {
  if (settings->trust_store) MULLION_TRY(LoadTrustStore(settings));
  if (settings->key_store) MULLION_TRY(LoadKeyStore(settings));
  return Ok();
}

}  // namespace mullion::kafka
