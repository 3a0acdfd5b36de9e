find_package(OpenSSL REQUIRED)
target_link_libraries(${ROOM} PRIVATE OpenSSL::SSL OpenSSL::Crypto)
