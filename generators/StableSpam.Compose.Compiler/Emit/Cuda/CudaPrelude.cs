namespace StableSpamCompose.Compiler.Emit.Cuda;

/// <summary>What every emitted text begins with: how numbers lie in memory.</summary>
internal static class CudaPrelude
{
    /// <summary>The storages and the access to four elements at a time.</summary>
    public const string Storage = """
        typedef unsigned short u16;
        typedef unsigned int u32;
        typedef unsigned long long u64;

        // ---- How numbers lie in memory. An array that this step comes back to is left to the caches, every other streams by.

        template <bool Again, class Number> static __device__ __forceinline__ Number fetch(const Number* from)
        {
            return Again ? __ldca(from) : __ldcs(from);
        }

        template <bool Again, class Number> static __device__ __forceinline__ void put(Number number, Number* to)
        {
            if (Again) __stwb(to, number);
            else __stcs(to, number);
        }

        struct Float32
        {
            typedef float Number;
            typedef float4 Four;

            static __device__ __forceinline__ float widen(float number) { return number; }

            static __device__ __forceinline__ float narrow(float x) { return x; }

            static __device__ __forceinline__ void widen4(float4 four, float* to)
            {
                to[0] = four.x;
                to[1] = four.y;
                to[2] = four.z;
                to[3] = four.w;
            }

            static __device__ __forceinline__ float4 narrow4(const float* x) { return make_float4(x[0], x[1], x[2], x[3]); }
        };

        // Numbers of 16 bits, four of which lie in two words.
        template <class Format> struct Halves
        {
            typedef u16 Number;
            typedef uint2 Four;

            static __device__ __forceinline__ float widen(u16 number) { return Format::decode(number); }

            static __device__ __forceinline__ u16 narrow(float x) { return (u16)Format::encode(x); }

            static __device__ __forceinline__ void widen4(uint2 four, float* to)
            {
                to[0] = Format::decode(four.x & 0xffffu);
                to[1] = Format::decode(four.x >> 16);
                to[2] = Format::decode(four.y & 0xffffu);
                to[3] = Format::decode(four.y >> 16);
            }

            static __device__ __forceinline__ uint2 narrow4(const float* x)
            {
                return make_uint2(
                    Format::encode(x[0]) | Format::encode(x[1]) << 16, Format::encode(x[2]) | Format::encode(x[3]) << 16);
            }
        };

        // The upper half of an fp32 number; stored as the nearest, ties to even, and NaN as a quiet NaN.
        struct BFloat16Format
        {
            static __device__ __forceinline__ float decode(u32 half) { return __uint_as_float(half << 16); }

            static __device__ __forceinline__ u32 encode(float x)
            {
                const u32 bits = __float_as_uint(x);
                return (x != x ? bits | 0x400000u : bits + 0x7fffu + (bits >> 16 & 1u)) >> 16;
            }
        };

        // IEEE 754 half precision, subnormal numbers kept; stored as the nearest, ties to even, and NaN as a quiet NaN.
        struct Float16Format
        {
            static __device__ __forceinline__ float decode(u32 half)
            {
                const u32 exponents = 112u << 23; // what the exponents of the two formats differ by
                const u32 bits = ((half & 0x7fffu) << 13) + exponents;
                const u32 magnitude = bits < 113u << 23 ? __float_as_uint(__uint_as_float(bits + (1u << 23)) - 6.103515625e-5f)
                    : bits < 143u << 23 ? bits
                    : bits + exponents;
                return __uint_as_float(magnitude | (half & 0x8000u) << 16);
            }

            static __device__ __forceinline__ u32 encode(float x)
            {
                const u32 sign = __float_as_uint(x) >> 16 & 0x8000u;
                const u32 bits = __float_as_uint(x) & 0x7fffffffu;
                const u32 magnitude = bits > 0x7f800000u ? 0x7e00u | (bits >> 13 & 0x3ffu)
                    : bits >= 143u << 23 ? 0x7c00u
                    : bits >= 113u << 23 ? (bits + 0xfffu + (bits >> 13 & 1u) - (112u << 23)) >> 13
                    : __float_as_uint(__uint_as_float(bits) + 0.5f) - (126u << 23); // beside 1/2 the last place is that of a subnormal
                return sign | magnitude;
            }
        };

        typedef Halves<BFloat16Format> BFloat16;
        typedef Halves<Float16Format> Float16;

        // A gradient that is climbed, not descended.
        template <class Storage> struct Negated
        {
            typedef typename Storage::Number Number;
            typedef typename Storage::Four Four;

            static __device__ __forceinline__ float widen(Number number) { return -Storage::widen(number); }

            static __device__ __forceinline__ void widen4(Four four, float* to)
            {
                Storage::widen4(four, to);
                #pragma unroll
                for (int i = 0; i < 4; ++i) to[i] = -to[i];
            }
        };

        #ifndef PARAMETER
        #define PARAMETER Float32
        #endif
        #ifndef GRADIENT
        #define GRADIENT Float32
        #endif
        #ifndef STATE
        #define STATE Float32
        #endif

        // Reads four elements of a chunk that has `count` of them, with one access where that is possible; what is not there is 0.
        template <class Storage, bool Again>
        static __device__ __forceinline__ void read(const void* array, long long base, int element, int count, bool aligned, float* to)
        {
            const typename Storage::Number* from = (const typename Storage::Number*)array + base + element;
            if (aligned && element + 4 <= count)
            {
                Storage::widen4(fetch<Again>((const typename Storage::Four*)from), to);
                return;
            }
            #pragma unroll
            for (int i = 0; i < 4; ++i) to[i] = element + i < count ? Storage::widen(fetch<Again>(from + i)) : 0.0f;
        }

        // Writes those of four elements that a chunk of `count` has.
        template <class Storage, bool Again>
        static __device__ __forceinline__ void write(const float* x, void* array, long long base, int element, int count, bool aligned)
        {
            typename Storage::Number* to = (typename Storage::Number*)array + base + element;
            if (aligned && element + 4 <= count)
            {
                put<Again>(Storage::narrow4(x), (typename Storage::Four*)to);
                return;
            }
            #pragma unroll
            for (int i = 0; i < 4; ++i)
            {
                if (element + i < count) put<Again>(Storage::narrow(x[i]), to + i);
            }
        }
        """;
}
