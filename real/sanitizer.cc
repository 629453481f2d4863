// What ThreadSanitizer cannot know of: Debian's gRPC and abseil are not built with it, so it does not see
// their locks and takes every object that passes through them from one thread to another for a race. Only
// stacks with their frames are left out; the node's own threads (loop, disk, inbox) are watched. Linked into
// the programs that speak gRPC.

#if defined(__SANITIZE_THREAD__)
#define PAWL_UNDER_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define PAWL_UNDER_TSAN 1
#endif
#endif

#if defined(PAWL_UNDER_TSAN)
extern "C" const char* __tsan_default_suppressions();
extern "C" const char* __tsan_default_suppressions() {
  return "race:libgrpc\n"
         "race:libgpr\n"
         "race:libabsl_\n"
         "race:grpcpp/\n"
         "deadlock:libgrpc\n";
}
#endif
