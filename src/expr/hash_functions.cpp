// MD5, SHA1, SHA224 to SHA512, SHA2, by OpenSSL.
#include <openssl/evp.h>

#include "expr/function_table.h"

namespace mullion {
namespace {

using Sv = std::string_view;

Result<Sv> HexDigest(RowEnv& env, const EVP_MD* algorithm, Sv text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (EVP_Digest(text.data(), text.size(), digest, &size, algorithm, nullptr) != 1) {
    return Fail(Error::Outside("OpenSSL refuses the digest " + std::string(EVP_MD_get0_name(algorithm)), false));
  }
  static constexpr char kDigits[] = "0123456789abcdef";
  char* out = env.arena().Allocate(size * 2);
  for (unsigned int i = 0; i < size; ++i) {
    out[2 * i] = kDigits[digest[i] >> 4];
    out[2 * i + 1] = kDigits[digest[i] & 15];
  }
  return Sv(out, size * 2);
}

using Algorithm = const EVP_MD* (*)();

template <Algorithm kAlgorithm>
Result<ExprPtr> BindDigest(const Function& self, Args args) {
  MULLION_TRY(Want(self, args[0]->type().IsBinary() ? "y" : "s", &args));
  return BindRows<Sv, Sv>(self, DataType::String(), std::move(args),
                          [](RowEnv& env, Sv text) { return HexDigest(env, kAlgorithm(), text); });
}

const EVP_MD* Sha2(int32_t bits) {
  switch (bits) {
    case 0:
    case 256:
      return EVP_sha256();
    case 224:
      return EVP_sha224();
    case 384:
      return EVP_sha384();
    case 512:
      return EVP_sha512();
    default:
      return nullptr;
  }
}

/// SHA2(text, 224 | 256 | 384 | 512)
Result<ExprPtr> BindSha2(const Function& self, Args args) {
  MULLION_TRY(Want(self, args[0]->type().IsBinary() ? "yi" : "si", &args));
  return BindRows<Sv, Sv, int32_t>(self, DataType::String(), std::move(args),
                                   [](RowEnv& env, Sv text, int32_t bits) -> Result<Sv> {
                                     const EVP_MD* algorithm = Sha2(bits);
                                     if (!algorithm) {
                                       return Fail(Error::User("Unsupported algorithm: SHA-" + std::to_string(bits))
                                                       .Hint("SHA2 takes 224, 256, 384 or 512"));
                                     }
                                     return HexDigest(env, algorithm, text);
                                   });
}

constexpr Function kFunctions[] = {
    {"MD5", 1, 1, "MD5(text)", BindDigest<EVP_md5>},
    {"SHA1", 1, 1, "SHA1(text)", BindDigest<EVP_sha1>},
    {"SHA224", 1, 1, "SHA224(text)", BindDigest<EVP_sha224>},
    {"SHA256", 1, 1, "SHA256(text)", BindDigest<EVP_sha256>},
    {"SHA384", 1, 1, "SHA384(text)", BindDigest<EVP_sha384>},
    {"SHA512", 1, 1, "SHA512(text)", BindDigest<EVP_sha512>},
    {"SHA2", 2, 2, "SHA2(text, bits)", BindSha2},
};

}  // namespace

std::span<const Function> HashFunctions() {
  return kFunctions;
}

}  // namespace mullion
