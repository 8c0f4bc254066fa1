using System.Globalization;
using System.Runtime.CompilerServices;

namespace StableSpamCompose.Cuda.Tests.Ptx;

/// <summary>Loads and stores. Global memory is that of the emulated device, checked for what is allocated.</summary>
internal static unsafe class PtxMemory
{
    private static readonly delegate* unmanaged<void*, nuint, byte> IsAllocated =
        (delegate* unmanaged<void*, nuint, byte>)Emulation.EmulatedDevice.Export("stub_is_allocated");

    public static Action<PtxThread> Load(PtxKernel kernel, PtxStatement statement)
    {
        Func<PtxThread, ulong> address = Address(kernel, statement, statement.Operands[1]);
        int[] targets = [.. PtxOperand.Parts(statement.Operands[0]).Select(register => kernel.Registers[register])];
        (int size, int bits, bool isSigned) = (statement.Bits / 8, statement.Bits, statement.Type[0] == 's');
        string space = Space(kernel, statement);
        return thread =>
        {
            byte* from = Find(thread, statement, space, address(thread), size * targets.Length);
            for (int i = 0; i < targets.Length; i++)
            {
                ulong value = size switch { 1 => from[i], 2 => ((ushort*)from)[i], 4 => ((uint*)from)[i], _ => ((ulong*)from)[i] };
                // A narrow number with a sign is extended into its register.
                thread.Registers[targets[i]] = isSigned ? (ulong)PtxOperand.Signed(value, bits) : value;
            }
        };
    }

    public static Action<PtxThread> Store(PtxKernel kernel, PtxStatement statement)
    {
        Func<PtxThread, ulong> address = Address(kernel, statement, statement.Operands[0]);
        Func<PtxThread, ulong>[] sources = [.. PtxOperand.Parts(statement.Operands[1]).Select(operand => PtxOperand.Read(kernel, statement, operand))];
        int size = statement.Bits / 8;
        string space = Space(kernel, statement);
        return thread =>
        {
            byte* to = Find(thread, statement, space, address(thread), size * sources.Length);
            for (int i = 0; i < sources.Length; i++)
            {
                ulong value = sources[i](thread);
                switch (size)
                {
                    case 1: to[i] = (byte)value; break;
                    case 2: ((ushort*)to)[i] = (ushort)value; break;
                    case 4: ((uint*)to)[i] = (uint)value; break;
                    default: ((ulong*)to)[i] = value; break;
                }
            }
        };
    }

    private static string Space(PtxKernel kernel, PtxStatement statement) =>
        statement.Operation[1] is "global" or "shared" or "param"
            ? statement.Operation[1]
            : throw new PtxRefusal(kernel.Name, statement.Line, "accesses local memory, or memory of a kind that the compiler does not know");

    private static Func<PtxThread, ulong> Address(PtxKernel kernel, PtxStatement statement, string operand)
    {
        string[] parts = operand[1..^1].Split('+', StringSplitOptions.TrimEntries);
        Func<PtxThread, ulong> start = PtxOperand.Read(kernel, statement, parts[0]);
        long offset = parts.Length > 1 ? long.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 0;
        return thread => start(thread) + (ulong)offset;
    }

    private static byte* Find(PtxThread thread, PtxStatement statement, string space, ulong address, int bytes)
    {
        bool isGlobal = space == "global";
        byte[] block = space == "shared" ? thread.Block.Shared : thread.Block.Argument;
        bool exists = isGlobal ? IsAllocated((void*)address, (nuint)bytes) != 0 : address + (ulong)bytes <= (ulong)block.Length;
        if (!exists || (address & (ulong)(bytes - 1)) != 0)
            throw new InvalidOperationException($"\"{statement.Line}\" accesses {bytes} bytes that do not exist or are not aligned, in block {thread.Block.Index}, thread {thread.Index}.");
        // Shared memory and the argument do not move: the launch holds them.
        return isGlobal ? (byte*)address : (byte*)Unsafe.AsPointer(ref block[(int)address]);
    }
}
