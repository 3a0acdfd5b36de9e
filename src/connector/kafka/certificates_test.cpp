#include "connector/kafka/certificates.h"

#include <gtest/gtest.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace mullion::kafka {
namespace {

class CertificatesTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) / ("stores" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string Write(const std::string& name, const std::string& bytes) {
    std::string path = folder_ / name;
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }

  /// A trust store with one certificate, as keytool makes them: certificates only.
  std::string WritePkcs12(const std::string& name, const char* password) {
    EVP_PKEY* key = EVP_EC_gen("P-256");
    X509* certificate = X509_new();
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    X509_sign(certificate, key, EVP_sha256());
    STACK_OF(X509)* trusted = sk_X509_new_null();
    sk_X509_push(trusted, certificate);
    PKCS12* store = PKCS12_create(password, "ca", nullptr, nullptr, trusted, 0, 0, 0, 0, 0);
    std::string path = folder_ / name;
    FILE* file = std::fopen(path.c_str(), "wb");
    i2d_PKCS12_fp(file, store);
    std::fclose(file);
    PKCS12_free(store);
    sk_X509_pop_free(trusted, X509_free);
    EVP_PKEY_free(key);
    return path;
  }

  static ClientSettings WithTrustStore(const std::string& path, const std::string& password = "") {
    ClientSettings settings;
    settings.trust_store = StoreFile{path, password, "", "properties.ssl.truststore.location"};
    return settings;
  }

  std::filesystem::path folder_;
};

TEST_F(CertificatesTest, APemTrustStoreIsGivenByItsPath) {
  std::string path = Write("ca.pem", "# CA\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
  ClientSettings settings = WithTrustStore(path);
  ASSERT_TRUE(LoadStores(&settings));
  EXPECT_EQ(settings.consumer.at("ssl.ca.location"), path);
  EXPECT_EQ(settings.producer.at("ssl.ca.location"), path);
}

TEST_F(CertificatesTest, APkcs12TrustStoreBecomesPem) {
  // Java names both formats .jks: the content tells.
  std::string path = WritePkcs12("trust.jks", "changeit");
  ClientSettings settings = WithTrustStore(path, "changeit");
  Status loaded = LoadStores(&settings);
  ASSERT_TRUE(loaded) << loaded.error().ToString();
  EXPECT_TRUE(settings.consumer.at("ssl.ca.pem").starts_with("-----BEGIN CERTIFICATE-----"));
}

TEST_F(CertificatesTest, AWrongPasswordIsAnErrorThatDoesNotRepeatIt) {
  ClientSettings settings = WithTrustStore(WritePkcs12("trust.p12", "changeit"), "wrong-one");
  Status loaded = LoadStores(&settings);
  ASSERT_FALSE(loaded);
  EXPECT_NE(loaded.error().ToString().find("password"), std::string::npos);
  EXPECT_EQ(loaded.error().ToString().find("wrong-one"), std::string::npos);
}

TEST_F(CertificatesTest, AJksFileIsRefusedWithTheCommandThatConvertsIt) {
  ClientSettings settings = WithTrustStore(Write("trust.jks", std::string("\xFE\xED\xFE\xED\0\0\0\2", 8)));
  Status loaded = LoadStores(&settings);
  ASSERT_FALSE(loaded);
  EXPECT_NE(loaded.error().hint().find("keytool -importkeystore"), std::string::npos);
}

TEST_F(CertificatesTest, AMissingFileIsNamed) {
  ClientSettings settings = WithTrustStore(folder_ / "none.pem");
  Status loaded = LoadStores(&settings);
  ASSERT_FALSE(loaded);
  EXPECT_NE(loaded.error().ToString().find("none.pem"), std::string::npos);
}

TEST_F(CertificatesTest, KeyStoresAreTakenAsPemOrPkcs12) {
  ClientSettings pem;
  pem.key_store =
      StoreFile{Write("key.pem", "-----BEGIN PRIVATE KEY-----\n"), "", "", "properties.ssl.keystore.location"};
  ASSERT_TRUE(LoadStores(&pem));
  EXPECT_EQ(pem.consumer.at("ssl.key.location"), pem.key_store->path);
  EXPECT_EQ(pem.consumer.at("ssl.certificate.location"), pem.key_store->path);
  ClientSettings pkcs12;
  pkcs12.key_store = StoreFile{Write("key.p12", "\x30\x82"), "pw", "", "properties.ssl.keystore.location"};
  ASSERT_TRUE(LoadStores(&pkcs12));
  EXPECT_EQ(pkcs12.consumer.at("ssl.keystore.location"), pkcs12.key_store->path);
  EXPECT_EQ(pkcs12.consumer.at("ssl.keystore.password"), "pw");
}

}  // namespace
}  // namespace mullion::kafka
