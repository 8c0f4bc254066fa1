// What emitted CUDA C++ finds when g++ compiles it for the emulation: the part of the language that the emitter uses. Every
// operation here is exact or correctly rounded, so that the bits are those of a GPU; what is approximate there is missing,
// and using it is an error. The functions at the end are the exception: they are exempt from equality of bits.
#pragma once
#include "emulation.h"

#define __global__
#define __device__
#define __forceinline__ inline __attribute__((always_inline))
#define __launch_bounds__(threads, blocks)
#define __align__(bytes) __attribute__((aligned(bytes)))
#define __shared__ static __attribute__((section("emulated_shared"), used))
#define threadIdx emulated_thread
#define blockIdx emulated_block
#define gridDim emulated_grid
#define INLINE static inline __attribute__((always_inline))

struct __align__(16) float4 { float x, y, z, w; };
struct __align__(8) uint2 { unsigned x, y; };
INLINE float4 make_float4(float x, float y, float z, float w) { return { x, y, z, w }; }
INLINE uint2 make_uint2(unsigned x, unsigned y) { return { x, y }; }

// ---- bits and whole numbers

template <class To, class From> INLINE To emulated_cast(From from)
{
    static_assert(sizeof(To) == sizeof(From), "sizes differ");
    To to;
    __builtin_memcpy(&to, &from, sizeof to);
    return to;
}
INLINE unsigned __float_as_uint(float x) { return emulated_cast<unsigned>(x); }
INLINE float __uint_as_float(unsigned x) { return emulated_cast<float>(x); }
INLINE float __int_as_float(int x) { return emulated_cast<float>(x); }
INLINE long long __double_as_longlong(double x) { return emulated_cast<long long>(x); }
INLINE double __longlong_as_double(long long x) { return emulated_cast<double>(x); }
INLINE unsigned __umulhi(unsigned a, unsigned b) { return (unsigned)((unsigned long long)a * b >> 32); }
INLINE unsigned max(unsigned a, unsigned b) { return a > b ? a : b; }

// ---- IEEE arithmetic

INLINE float __fmaf_rn(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
INLINE double __fma_rn(double a, double b, double c) { return __builtin_fma(a, b, c); }
INLINE float sqrtf(float x) { return __builtin_sqrtf(x); }
INLINE double sqrt(double x) { return __builtin_sqrt(x); }
INLINE float fabsf(float x) { return __builtin_fabsf(x); }
INLINE double fabs(double x) { return __builtin_fabs(x); }
INLINE float floorf(float x) { return __builtin_floorf(x); }
INLINE double floor(double x) { return __builtin_floor(x); }
INLINE float rintf(float x) { return __builtin_rintf(x); }
INLINE double rint(double x) { return __builtin_rint(x); }

// ---- memory that is accessed with a hint to the caches: counted, and checked

template <class T> INLINE T emulated_load(const T* from)
{
    emulated_access(from, sizeof(T), false);
    return *from;
}
template <class T> INLINE void emulated_store(T* to, T value)
{
    emulated_access(to, sizeof(T), true);
    *to = value;
}
template <class T> INLINE T __ldca(const T* from) { return emulated_load(from); }
template <class T> INLINE T __ldcs(const T* from) { return emulated_load(from); }
template <class T> INLINE T __ldcg(const T* from) { return emulated_load(from); }
template <class T> INLINE void __stwb(T* to, T value) { emulated_store(to, value); }
template <class T> INLINE void __stcs(T* to, T value) { emulated_store(to, value); }
template <class T> INLINE void __stcg(T* to, T value) { emulated_store(to, value); }

// ---- threads that wait for each other

#define __syncthreads() emulated_barrier(0, __LINE__)
#define __syncthreads_or(predicate) emulated_barrier((predicate) ? 1 : 0, __LINE__)
template <class T> INLINE T emulated_shuffle(int kind, unsigned mask, T value, int distance, int line)
{
    unsigned long long bits = 0;
    __builtin_memcpy(&bits, &value, sizeof value);
    bits = emulated_exchange(kind, mask, bits, distance, line);
    __builtin_memcpy(&value, &bits, sizeof value);
    return value;
}
#define __shfl_down_sync(mask, value, distance) emulated_shuffle(EMULATED_DOWN, mask, value, distance, __LINE__)
#define __shfl_xor_sync(mask, value, distance) emulated_shuffle(EMULATED_XOR, mask, value, distance, __LINE__)

// ---- the host's own, as the CPU backend computes them

extern "C" float expf(float);
extern "C" double exp(double);
extern "C" float logf(float);
extern "C" double log(double);
extern "C" float tanhf(float);
extern "C" double tanh(double);
extern "C" float cosf(float);
extern "C" double cos(double);
extern "C" float powf(float, float);
extern "C" double pow(double, double);
