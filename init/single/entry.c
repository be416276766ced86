/* init/single/entry.c - starts the program before libc, and starts a child.
 *
 * single_entry passes the initial stack to single_main() and exits with its result. If the
 * result is negative, it restores the stack pointer and the register with the dynamic
 * loader's finaliser, and jumps to _start of libc. So it works when called by the kernel
 * or, in a sanitizer build, by ld.so.
 * Source: System V ABI AMD64 3.4.1, AArch64 (process entry); clone(2); vfork(2). */
#include "init/single/kernel.h"
#include "init/single/single.h"

/* 0x4111 is CLONE_VM | CLONE_VFORK | SIGCHLD, sched.h. */
#if defined(__x86_64__)
__asm__(".text\n"
	".globl single_entry\n"
	".type single_entry, @function\n"
	"single_entry:\n"
	"	mov %rsp, %rbx\n"
	"	mov %rdx, %r12\n"
	"	mov %rsp, %rdi\n"
	"	xor %ebp, %ebp\n"
	"	and $-16, %rsp\n"
	"	call single_main\n"
	"	test %eax, %eax\n"
	"	jns 1f\n"
	"	mov %rbx, %rsp\n"
	"	mov %r12, %rdx\n"
	"	jmp _start\n"
	"1:	mov %eax, %edi\n"
	"	mov $231, %eax\n" /* exit_group */
	"	syscall\n"
	"	ud2\n"
	".globl start_child\n"
	".hidden start_child\n"
	".type start_child, @function\n"
	"start_child:\n"
	"	mov %rdi, %r9\n"
	"	mov %rsi, %r8\n"
	"	mov $0x4111, %edi\n"
	"	xor %esi, %esi\n"
	"	xor %edx, %edx\n"
	"	xor %r10d, %r10d\n"
	"	mov $56, %eax\n" /* clone */
	"	syscall\n"
	"	test %rax, %rax\n"
	"	jz 1f\n"
	"	ret\n"
	"1:	mov %r8, %rdi\n"
	"	sub $8, %rsp\n" /* the stack pointer must be 16-aligned at a call */
	"	call *%r9\n"
	"	ud2\n");
#elif defined(__aarch64__)
__asm__(".text\n"
	".globl single_entry\n"
	".type single_entry, %function\n"
	"single_entry:\n"
	"	mov x19, x0\n"
	"	mov x0, sp\n"
	"	bl single_main\n"
	"	tbz w0, #31, 1f\n"
	"	mov x0, x19\n"
	"	b _start\n"
	"1:	mov x8, #94\n" /* exit_group */
	"	svc #0\n"
	"	brk #0\n"
	".globl start_child\n"
	".hidden start_child\n"
	".type start_child, %function\n"
	"start_child:\n"
	"	mov x9, x0\n"
	"	mov x10, x1\n"
	"	mov x0, #0x4111\n"
	"	mov x1, #0\n"
	"	mov x2, #0\n"
	"	mov x3, #0\n"
	"	mov x4, #0\n"
	"	mov x8, #220\n" /* clone */
	"	svc #0\n"
	"	cbz x0, 1f\n"
	"	ret\n"
	"1:	mov x0, x10\n"
	"	blr x9\n"
	"	brk #0\n");
#endif
