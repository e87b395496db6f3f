// SPDX-License-Identifier: Apache-2.0
#include "cluster/testing/test_certificates.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

namespace canary {
namespace {

void add_extension(X509* to, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, to, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
  X509_add_ext(to, extension, -1);
  X509_EXTENSION_free(extension);
}

void write_pem(const std::string& path, X509* certificate) {
  std::FILE* file = std::fopen(path.c_str(), "we");
  PEM_write_X509(file, certificate);
  std::fclose(file);
}

std::string new_folder() {
  std::string path = (std::filesystem::temp_directory_path() / "canary-tls-XXXXXX").string();
  if (mkdtemp(path.data()) == nullptr) std::abort();
  return path;
}

}  // namespace

TestAuthority::TestAuthority(const std::string& name)
    : folder_(new_folder()),
      file_(folder_ + "/authority.pem"),
      key_(EVP_EC_gen("P-256"), EVP_PKEY_free),
      certificate_(nullptr, X509_free) {
  certificate_ = make(name, key_.get());
  X509_set_issuer_name(certificate_.get(), X509_get_subject_name(certificate_.get()));
  add_extension(certificate_.get(), certificate_.get(), NID_basic_constraints, "critical,CA:TRUE");
  X509_sign(certificate_.get(), key_.get(), EVP_sha256());
  write_pem(file_, certificate_.get());
}

TestAuthority::~TestAuthority() { std::filesystem::remove_all(folder_); }

TestAuthority::Certificate TestAuthority::make(const std::string& name, EVP_PKEY* key) const {
  constexpr long kHour = 3600;
  Certificate made(X509_new(), X509_free);
  X509_set_version(made.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), -kHour);
  X509_gmtime_adj(X509_getm_notAfter(made.get()), kHour);
  X509_set_pubkey(made.get(), key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  return made;
}

TlsFiles TestAuthority::sign(const std::string& subject) const {
  const Key key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const Certificate signed_one = make("a node", key.get());
  X509_set_issuer_name(signed_one.get(), X509_get_subject_name(certificate_.get()));
  add_extension(signed_one.get(), certificate_.get(), NID_subject_alt_name, subject);
  X509_sign(signed_one.get(), key_.get(), EVP_sha256());
  const std::string place = folder_ + "/" + std::to_string(std::hash<std::string>{}(subject));
  write_pem(place + ".pem", signed_one.get());
  std::FILE* file = std::fopen((place + ".key").c_str(), "we");
  PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  std::fclose(file);
  return {place + ".pem", place + ".key", file_};
}

}  // namespace canary
