find_package(OpenSSL REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(nlohmann_json REQUIRED)
target_link_libraries(${ROOM} PRIVATE OpenSSL::SSL OpenSSL::Crypto Boost::headers nlohmann_json::nlohmann_json)
