find_package(PkgConfig REQUIRED)
pkg_check_modules(RDKAFKA REQUIRED IMPORTED_TARGET rdkafka)
find_package(OpenSSL REQUIRED)
target_link_libraries(${ROOM} PRIVATE PkgConfig::RDKAFKA OpenSSL::Crypto)

# librdkafka makes an object a message in one thread and frees it in another, where glibc's malloc spends half of the
# time in the locks of its arenas: with mimalloc the same program reads twice as fast in a third of the memory. Every
# program that links this room gets it; sanitizers bring an allocator of their own.
find_library(MIMALLOC mimalloc)
if(MIMALLOC AND NOT MULLION_SANITIZE)
  target_link_options(${ROOM} INTERFACE LINKER:--push-state,--no-as-needed ${MIMALLOC} LINKER:--pop-state)
endif()
