#include "engine/image/sandbox.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define FOVEA_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define FOVEA_SANITIZED
#endif
#endif

namespace fovea::image {

namespace {

void limit(decltype(RLIMIT_AS) resource, rlim_t value) {
    const rlimit both{value, value};
    ::setrlimit(resource, &both);
}

#ifndef FOVEA_SANITIZED

// Address space that is mapped now.
std::uint64_t mappedBytes() {
    const std::unique_ptr<std::FILE, int (*)(std::FILE *)> file(
        std::fopen("/proc/self/statm", "re"), std::fclose);
    unsigned long pages = 0;
    if (!file || std::fscanf(file.get(), "%lu", &pages) != 1) {
        return 0;
    }
    return static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

// What decoding needs: memory, threads, reading and writing what is open.
constexpr int kAllowed[] = {
    SCMP_SYS(read),
    SCMP_SYS(write),
    SCMP_SYS(pread64),
    SCMP_SYS(pwrite64),
    SCMP_SYS(readv),
    SCMP_SYS(writev),
    SCMP_SYS(lseek),
    SCMP_SYS(close),
    SCMP_SYS(fstat),
    SCMP_SYS(ftruncate),
    SCMP_SYS(fcntl),
    SCMP_SYS(dup),
    SCMP_SYS(recvmsg),
    SCMP_SYS(sendmsg),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(eventfd2),
    SCMP_SYS(pipe2),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    SCMP_SYS(brk),
    SCMP_SYS(futex),
    SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(sched_getparam),
    SCMP_SYS(sched_getscheduler),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(rseq),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(gettid),
    SCMP_SYS(getpid),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(nanosleep),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(getrandom),
    SCMP_SYS(getrusage),
    SCMP_SYS(sysinfo),
    SCMP_SYS(uname),
    SCMP_SYS(getcpu),
    SCMP_SYS(setitimer),
    SCMP_SYS(membarrier),
    SCMP_SYS(getuid),
    SCMP_SYS(geteuid),
    SCMP_SYS(getgid),
    SCMP_SYS(getegid),
    SCMP_SYS(prlimit64),
};

// What libraries try without needing it. They get an error and go on; anything else ends the
// process.
constexpr int kRefused[] = {
    SCMP_SYS(open),       SCMP_SYS(openat),  SCMP_SYS(access),        SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2), SCMP_SYS(stat),    SCMP_SYS(lstat),         SCMP_SYS(readlink),
    SCMP_SYS(readlinkat), SCMP_SYS(getcwd),  SCMP_SYS(ioctl),         SCMP_SYS(getdents64),
    SCMP_SYS(socket),     SCMP_SYS(connect), SCMP_SYS(getpeername),   SCMP_SYS(getsockname),
    SCMP_SYS(getsockopt), SCMP_SYS(mlock),   SCMP_SYS(set_mempolicy), SCMP_SYS(sched_setaffinity),
};

class Filter {
public:
    Filter()
        : m_context(seccomp_init(SCMP_ACT_KILL_PROCESS), seccomp_release) {}

    void add(std::uint32_t action, int call) {
        note(seccomp_rule_add(m_context.get(), action, call, 0));
    }
    void add(std::uint32_t action, int call, scmp_arg_cmp condition) {
        note(seccomp_rule_add(m_context.get(), action, call, 1, condition));
    }
    int load() {
        if (!m_context) {
            return ENOMEM;
        }
        if (m_error == 0) {
            note(seccomp_load(m_context.get()));
        }
        return -m_error;
    }

private:
    void note(int result) {
        if (result != 0 && m_error == 0) {
            m_error = result;
        }
    }

    std::unique_ptr<void, void (*)(scmp_filter_ctx)> m_context;
    int m_error = 0;
};

int loadFilter() {
    Filter filter;
    for (const int call : kAllowed) {
        filter.add(SCMP_ACT_ALLOW, call);
    }
    for (const int call : kRefused) {
        filter.add(SCMP_ACT_ERRNO(EACCES), call);
    }
    // Memory that is writable and code at once, or made code later, is what an attack needs and a
    // decoder does not.
    for (const int call : {SCMP_SYS(mmap), SCMP_SYS(mprotect)}) {
        filter.add(SCMP_ACT_ALLOW, call, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
        filter.add(SCMP_ACT_ERRNO(EACCES), call, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC));
    }
    // Threads, but no processes. What clone3 makes lies in memory, where a filter cannot look:
    // without it, glibc takes clone.
    filter.add(SCMP_ACT_ALLOW, SCMP_SYS(clone),
               SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
    filter.add(SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3));
    filter.add(SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(statx));
    // The name of a thread, and nothing else that prctl can do.
    filter.add(SCMP_ACT_ALLOW, SCMP_SYS(prctl), SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME));
    filter.add(SCMP_ACT_ERRNO(EACCES), SCMP_SYS(prctl), SCMP_A0(SCMP_CMP_NE, PR_SET_NAME));
    // How fstat is made since glibc 2.33; by path it is refused.
    constexpr int kAtEmptyPath = 0x1000;
    filter.add(SCMP_ACT_ALLOW, SCMP_SYS(newfstatat),
               SCMP_A3(SCMP_CMP_MASKED_EQ, kAtEmptyPath, kAtEmptyPath));
    filter.add(SCMP_ACT_ERRNO(EACCES), SCMP_SYS(newfstatat),
               SCMP_A3(SCMP_CMP_MASKED_EQ, kAtEmptyPath, 0));
    // abort() sends itself a signal.
    filter.add(SCMP_ACT_ALLOW, SCMP_SYS(tgkill),
               SCMP_A0(SCMP_CMP_EQ, static_cast<scmp_datum_t>(::getpid())));
    return filter.load();
}

#endif

} // namespace

std::string closeSandbox(const SandboxLimits &limits) {
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, limits.outputBytes);
    limit(RLIMIT_NOFILE, 64);
    ::prctl(PR_SET_DUMPABLE, 0);
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        return std::string("Decoders run without a sandbox: no_new_privs: ") + std::strerror(errno);
    }
#ifdef FOVEA_SANITIZED
    return "Decoders run without seccomp and without a memory limit: sanitizers do not work under "
           "them.";
#else
    limit(RLIMIT_AS, mappedBytes() + limits.memoryBytes);
    if (const int error = loadFilter(); error != 0) {
        return std::string("Decoders run under resource limits alone, as this system has no "
                           "seccomp for them: ") +
               std::strerror(error);
    }
    return {};
#endif
}

} // namespace fovea::image
