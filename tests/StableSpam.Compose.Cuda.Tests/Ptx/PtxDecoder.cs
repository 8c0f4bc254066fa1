using System.Globalization;

namespace StableSpamCompose.Cuda.Tests.Ptx;

/// <summary>
/// Makes a statement of PTX runnable. It knows the operations that emitted kernels come down to, all exact or correctly
/// rounded, and refuses every other: approximations, flushing to zero, products and sums without a rounding of their own that a
/// later compiler might contract, addresses whose kind is not known, and local memory.
/// </summary>
internal static class PtxDecoder
{
    public static PtxInstruction Decode(PtxKernel kernel, PtxStatement statement)
    {
        int predicate = statement.Predicate.Length > 0 ? kernel.Registers[statement.Predicate] : -1;
        return new PtxInstruction(new Decoding(kernel, statement).Run(), predicate, statement.IsNegated, statement.Line);
    }

    private readonly struct Decoding(PtxKernel kernel, PtxStatement statement)
    {
        private int Bits => statement.Bits;

        private bool IsFloat => statement.Type[0] == 'f';

        private bool IsSigned => statement.Type[0] == 's';

        public Action<PtxThread> Run()
        {
            foreach (string part in new[] { "approx", "full", "ftz", "sat" })
            {
                if (statement.Has(part)) throw Refused($"has .{part}, which is not what IEEE 754 says");
            }
            return statement.Verb switch
            {
                "ret" => static thread => thread.Wait = PtxWait.End,
                "bra" => Branch(),
                "bar" or "barrier" => Barrier(),
                "shfl" => Shuffle(),
                "ld" => PtxMemory.Load(kernel, statement),
                "st" => PtxMemory.Store(kernel, statement),
                "mov" => Move(),
                "cvta" => statement.Line.Contains("cvta.to.global.u64", StringComparison.Ordinal) ? One(static x => x) : throw Refused("is not on the list"),
                "setp" => Compare(),
                "selp" => Three((yes, no, which) => (which & 1) != 0 ? yes : no),
                "cvt" => Convert(),
                "and" => Two(static (a, b) => a & b),
                "or" => Two(static (a, b) => a | b),
                "xor" => Two(static (a, b) => a ^ b),
                "not" => Not(),
                "shl" => ShiftUp(),
                "shr" => ShiftDown(),
                _ => IsFloat ? FloatArithmetic() : WholeArithmetic(),
            };
        }

        private PtxRefusal Refused(string why) => new(kernel.Name, statement.Line, why);

        private Func<PtxThread, ulong> Source(int operand) => PtxOperand.Read(kernel, statement, statement.Operands[operand]);

        private int Target => kernel.Registers[statement.Operands[0]];

        private Action<PtxThread> One(Func<ulong, ulong> function)
        {
            (int target, Func<PtxThread, ulong> a) = (Target, Source(1));
            return thread => thread.Registers[target] = function(a(thread));
        }

        private Action<PtxThread> Two(Func<ulong, ulong, ulong> function)
        {
            (int target, Func<PtxThread, ulong> a, Func<PtxThread, ulong> b) = (Target, Source(1), Source(2));
            return thread => thread.Registers[target] = function(a(thread), b(thread));
        }

        private Action<PtxThread> Three(Func<ulong, ulong, ulong, ulong> function)
        {
            (int target, Func<PtxThread, ulong> a, Func<PtxThread, ulong> b, Func<PtxThread, ulong> c) = (Target, Source(1), Source(2), Source(3));
            return thread => thread.Registers[target] = function(a(thread), b(thread), c(thread));
        }

        private Action<PtxThread> Branch()
        {
            int target = kernel.Labels[statement.Operands[0]];
            return thread => thread.Next = target;
        }

        private Action<PtxThread> Barrier()
        {
            string operation = string.Join('.', statement.Operation);
            if (operation == "bar.sync" && statement.Operands is ["0"])
            {
                return static thread =>
                {
                    thread.Kind = PtxInstructionKind.Barrier;
                    thread.Value = 0;
                    thread.Wait = PtxWait.Barrier;
                };
            }
            if (operation is not ("bar.red.or.pred" or "barrier.red.or.pred")) throw Refused("is not on the list");
            (int target, Func<PtxThread, ulong> predicate) = (Target, Source(statement.Operands.Length - 1));
            return thread =>
            {
                thread.Kind = PtxInstructionKind.BarrierOr;
                thread.Value = predicate(thread);
                thread.Result = target;
                thread.Wait = PtxWait.Barrier;
            };
        }

        private Action<PtxThread> Shuffle()
        {
            string operation = string.Join('.', statement.Operation);
            PtxInstructionKind kind = operation switch
            {
                "shfl.sync.down.b32" => PtxInstructionKind.ShuffleDown,
                "shfl.sync.bfly.b32" => PtxInstructionKind.ShuffleXor,
                _ => throw Refused("is not on the list"),
            };
            int target = kernel.Registers[statement.Operands[0].Split('|')[0]];
            PtxRefusal inPart = Refused("shuffles within a part of a warp");
            Func<PtxThread, ulong> width = Source(3);
            (Func<PtxThread, ulong> value, Func<PtxThread, ulong> distance, Func<PtxThread, ulong> mask) = (Source(1), Source(2), Source(4));
            return thread =>
            {
                if (width(thread) != 31) throw inPart;
                thread.Kind = kind;
                thread.Value = (uint)value(thread);
                thread.Distance = (uint)distance(thread);
                thread.Mask = (uint)mask(thread);
                thread.Result = target;
                thread.Wait = PtxWait.Warp;
            };
        }

        private Action<PtxThread> Move()
        {
            string[] to = PtxOperand.Parts(statement.Operands[0]);
            string[] from = PtxOperand.Parts(statement.Operands[1]);
            if (to.Length > 1)
            {
                int[] targets = [.. to.Select(MayBeUnused)];
                int part = Bits / to.Length;
                Func<PtxThread, ulong> whole = PtxOperand.Read(kernel, statement, from[0]);
                return thread =>
                {
                    ulong bits = whole(thread);
                    for (int i = 0; i < targets.Length; i++)
                    {
                        if (targets[i] >= 0) thread.Registers[targets[i]] = PtxOperand.Low(bits >> (part * i), part);
                    }
                };
            }
            int target = Target;
            PtxStatement own = statement;
            PtxKernel ownKernel = kernel;
            Func<PtxThread, ulong>[] sources = [.. from.Select(operand => PtxOperand.Read(ownKernel, own, operand))];
            int width = Bits / sources.Length;
            return thread =>
            {
                ulong bits = 0;
                for (int i = 0; i < sources.Length; i++) bits |= PtxOperand.Low(sources[i](thread), width) << (width * i);
                thread.Registers[target] = bits;
            };
        }

        private int MayBeUnused(string register) => register == "_" ? -1 : kernel.Registers[register];

        private Action<PtxThread> Not()
        {
            int bits = Bits;
            return One(x => PtxOperand.Low(~x, bits));
        }

        private Action<PtxThread> ShiftUp()
        {
            int bits = Bits;
            return Two((x, places) => (uint)places >= bits ? 0 : PtxOperand.Low(x << (int)places, bits));
        }

        private Action<PtxThread> ShiftDown()
        {
            int bits = Bits;
            if (IsSigned) return Two((x, places) => PtxOperand.Low((ulong)(PtxOperand.Signed(x, bits) >> (int)Math.Min((uint)places, (uint)bits - 1)), bits));
            return Two((x, places) => (uint)places >= bits ? 0 : PtxOperand.Low(x, bits) >> (int)places);
        }

        private Action<PtxThread> FloatArithmetic()
        {
            if (statement.Verb is "add" or "sub" or "mul" or "div" or "fma" or "sqrt" or "rcp" && !statement.Has("rn"))
                throw Refused("has no rounding of its own, so that it may be contracted");
            return Bits == 32 ? SingleArithmetic() : DoubleArithmetic();
        }

        private Action<PtxThread> SingleArithmetic() => statement.Verb switch
        {
            "add" => Two(static (a, b) => U(F(a) + F(b))),
            "sub" => Two(static (a, b) => U(F(a) - F(b))),
            "mul" => Two(static (a, b) => U(F(a) * F(b))),
            "div" => Two(static (a, b) => U(F(a) / F(b))),
            "fma" => Three(static (a, b, c) => U(MathF.FusedMultiplyAdd(F(a), F(b), F(c)))),
            "sqrt" => One(static a => U(MathF.Sqrt(F(a)))),
            "rcp" => One(static a => U(1 / F(a))),
            "neg" => One(static a => (uint)a ^ 0x80000000u),
            "abs" => One(static a => (uint)a & 0x7fffffffu),
            _ => throw Refused("is not on the list"),
        };

        private Action<PtxThread> DoubleArithmetic() => statement.Verb switch
        {
            "add" => Two(static (a, b) => U(D(a) + D(b))),
            "sub" => Two(static (a, b) => U(D(a) - D(b))),
            "mul" => Two(static (a, b) => U(D(a) * D(b))),
            "div" => Two(static (a, b) => U(D(a) / D(b))),
            "fma" => Three(static (a, b, c) => U(Math.FusedMultiplyAdd(D(a), D(b), D(c)))),
            "sqrt" => One(static a => U(Math.Sqrt(D(a)))),
            "rcp" => One(static a => U(1 / D(a))),
            "neg" => One(static a => a ^ 1UL << 63),
            "abs" => One(static a => a & ~(1UL << 63)),
            _ => throw Refused("is not on the list"),
        };

        private Action<PtxThread> WholeArithmetic()
        {
            int bits = Bits;
            bool isSigned = IsSigned;
            ulong Wide(ulong x) => isSigned ? (ulong)PtxOperand.Signed(x, bits) : PtxOperand.Low(x, bits);
            return string.Join('.', statement.Operation[..^1]) switch
            {
                "add" => Two((a, b) => PtxOperand.Low(a + b, bits)),
                "sub" => Two((a, b) => PtxOperand.Low(a - b, bits)),
                "mul.lo" => Two((a, b) => PtxOperand.Low(a * b, bits)),
                "mul.wide" => Two((a, b) => PtxOperand.Low(Wide(a) * Wide(b), 2 * bits)),
                "mad.lo" => Three((a, b, c) => PtxOperand.Low((a * b) + c, bits)),
                "mad.wide" => Three((a, b, c) => PtxOperand.Low((Wide(a) * Wide(b)) + c, 2 * bits)),
                "mul.hi" when bits == 32 => Two((a, b) => isSigned ? (uint)(((long)(int)a * (int)b) >> 32) : ((ulong)(uint)a * (uint)b) >> 32),
                "div" => isSigned
                    ? Two((a, b) => PtxOperand.Low((ulong)(PtxOperand.Signed(a, bits) / PtxOperand.Signed(b, bits)), bits))
                    : Two((a, b) => PtxOperand.Low(a, bits) / PtxOperand.Low(b, bits)),
                "rem" => isSigned
                    ? Two((a, b) => PtxOperand.Low((ulong)(PtxOperand.Signed(a, bits) % PtxOperand.Signed(b, bits)), bits))
                    : Two((a, b) => PtxOperand.Low(a, bits) % PtxOperand.Low(b, bits)),
                "neg" => One(a => PtxOperand.Low(0 - a, bits)),
                "min" => isSigned ? Two((a, b) => PtxOperand.Signed(a, bits) < PtxOperand.Signed(b, bits) ? a : b) : Two((a, b) => PtxOperand.Low(a, bits) < PtxOperand.Low(b, bits) ? a : b),
                "max" => isSigned ? Two((a, b) => PtxOperand.Signed(a, bits) > PtxOperand.Signed(b, bits) ? a : b) : Two((a, b) => PtxOperand.Low(a, bits) > PtxOperand.Low(b, bits) ? a : b),
                _ => throw Refused("is not on the list"),
            };
        }

        private Action<PtxThread> Compare()
        {
            if (statement.Operation.Length != 3) throw Refused("is not on the list");
            string relation = statement.Operation[1];
            int bits = Bits;
            if (IsFloat)
            {
                Func<double, double, bool> holds = FloatRelation(relation);
                return bits == 32 ? Two((a, b) => holds(F(a), F(b)) ? 1UL : 0) : Two((a, b) => holds(D(a), D(b)) ? 1UL : 0);
            }
            Func<int, bool> sign = relation switch
            {
                "eq" => static order => order == 0,
                "ne" => static order => order != 0,
                "lt" => static order => order < 0,
                "le" => static order => order <= 0,
                "gt" => static order => order > 0,
                "ge" => static order => order >= 0,
                _ => throw Refused("compares in an unknown way"),
            };
            return IsSigned
                ? Two((a, b) => sign(PtxOperand.Signed(a, bits).CompareTo(PtxOperand.Signed(b, bits))) ? 1UL : 0)
                : Two((a, b) => sign(PtxOperand.Low(a, bits).CompareTo(PtxOperand.Low(b, bits))) ? 1UL : 0);
        }

        // With a u behind it a relation holds for NaN too.
        private Func<double, double, bool> FloatRelation(string relation) => relation switch
        {
            "eq" => static (a, b) => a == b,
            "ne" => static (a, b) => a < b || a > b,
            "lt" => static (a, b) => a < b,
            "le" => static (a, b) => a <= b,
            "gt" => static (a, b) => a > b,
            "ge" => static (a, b) => a >= b,
            "equ" => static (a, b) => !(a < b || a > b),
            "neu" => static (a, b) => a != b,
            "ltu" => static (a, b) => !(a >= b),
            "leu" => static (a, b) => !(a > b),
            "gtu" => static (a, b) => !(a <= b),
            "geu" => static (a, b) => !(a < b),
            "num" => static (a, b) => !double.IsNaN(a) && !double.IsNaN(b),
            "nan" => static (a, b) => double.IsNaN(a) || double.IsNaN(b),
            _ => throw Refused("compares in an unknown way"),
        };

        private Action<PtxThread> Convert()
        {
            string operation = string.Join('.', statement.Operation);
            switch (operation)
            {
                case "cvt.f64.f32": return One(static a => U((double)F(a)));
                case "cvt.rn.f32.f64": return One(static a => U((float)D(a)));
                case "cvt.rzi.s64.f64": return One(static a => (ulong)(long)D(a));
                case "cvt.rn.f32.s64": return One(static a => U((float)(long)a));
                case "cvt.rn.f32.s32": return One(static a => U((float)(int)a));
                case "cvt.rn.f32.u32": return One(static a => U((float)(uint)a));
                case "cvt.rn.f64.s64": return One(static a => U((double)(long)a));
                case "cvt.rn.f64.s32": return One(static a => U((double)(int)a));
                case "cvt.rmi.f32.f32": return One(static a => U(MathF.Floor(F(a))));
                case "cvt.rmi.f64.f64": return One(static a => U(Math.Floor(D(a))));
                case "cvt.rni.f32.f32": return One(static a => U(MathF.Round(F(a), MidpointRounding.ToEven)));
                case "cvt.rni.f64.f64": return One(static a => U(Math.Round(D(a), MidpointRounding.ToEven)));
            }
            string to = statement.Operation[^2];
            if (statement.Operation.Length != 3 || IsFloat || to[0] == 'f') throw Refused("is not on the list");
            int bits = Bits, target = int.Parse(to.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture);
            return IsSigned ? One(a => PtxOperand.Low((ulong)PtxOperand.Signed(a, bits), target)) : One(a => PtxOperand.Low(PtxOperand.Low(a, bits), target));
        }

        private static float F(ulong bits) => BitConverter.UInt32BitsToSingle((uint)bits);

        private static double D(ulong bits) => BitConverter.UInt64BitsToDouble(bits);

        private static ulong U(float value) => BitConverter.SingleToUInt32Bits(value);

        private static ulong U(double value) => BitConverter.DoubleToUInt64Bits(value);
    }
}
