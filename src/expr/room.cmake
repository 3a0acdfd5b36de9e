# hash_functions.cpp: digests by OpenSSL. regexp.cpp: regular expressions by RE2.
find_package(OpenSSL REQUIRED)
find_library(RE2_LIBRARY re2 REQUIRED)
target_link_libraries(${ROOM} PRIVATE OpenSSL::Crypto ${RE2_LIBRARY})
