# wsplab_sample(TARGET): what a provider or a client in C is built with here: strict warnings, and the sanitizer of this
# build. Not the shim's own flags: a sample sees nothing of it but what its users see.
function(wsplab_sample target)
  target_link_libraries(${target} PRIVATE wsplab::provider)
  target_compile_features(${target} PRIVATE c_std_11)
  if(MSVC)
    target_compile_options(${target} PRIVATE /W4 /O2)
  else()
    target_compile_options(${target} PRIVATE -O2 -g -fvisibility=hidden -Wall -Wextra -Werror -Wshadow
      $<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes>)
  endif()
  if(WSPLAB_SANITIZE)
    target_compile_options(${target} PRIVATE
      -fsanitize=${WSPLAB_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(${target} PRIVATE -fsanitize=${WSPLAB_SANITIZE})
  endif()
  if(NOT WIN32)
    find_package(Threads REQUIRED)
    target_link_libraries(${target} PRIVATE Threads::Threads)
  endif()
endfunction()
