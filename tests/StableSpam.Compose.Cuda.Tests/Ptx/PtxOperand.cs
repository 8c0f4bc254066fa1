using System.Globalization;

namespace StableSpamCompose.Cuda.Tests.Ptx;

/// <summary>Reads operands: registers, numbers, names of memory.</summary>
internal static class PtxOperand
{
    /// <summary>What reads an operand of a thread.</summary>
    public static Func<PtxThread, ulong> Read(PtxKernel kernel, PtxStatement statement, string operand)
    {
        if (kernel.Registers.TryGetValue(operand, out int register)) return thread => thread.Registers[register];
        if (kernel.Places.TryGetValue(operand, out ulong place)) return _ => place;
        switch (operand)
        {
            case "%tid.x": return static thread => (uint)thread.Index;
            case "%ctaid.x": return static thread => thread.Block.Index;
            case "%nctaid.x": return static thread => thread.Block.Blocks;
        }
        ulong number = Number(kernel, statement, operand);
        return _ => number;
    }

    /// <summary>The operands in braces; else the one.</summary>
    public static string[] Parts(string operand) =>
        operand.StartsWith('{') ? operand[1..^1].Split(',', StringSplitOptions.TrimEntries) : [operand];

    /// <summary>The low bits.</summary>
    public static ulong Low(ulong value, int bits) => bits == 64 ? value : value & ((1UL << bits) - 1);

    /// <summary>The low bits as a number with a sign.</summary>
    public static long Signed(ulong value, int bits) => (long)(value << (64 - bits)) >> (64 - bits);

    private static ulong Number(PtxKernel kernel, PtxStatement statement, string operand)
    {
        NumberStyles hexadecimal = NumberStyles.AllowHexSpecifier;
        if (operand.StartsWith("0f", StringComparison.Ordinal) || operand.StartsWith("0d", StringComparison.Ordinal) || operand.StartsWith("0x", StringComparison.Ordinal))
            return ulong.Parse(operand.AsSpan(2), hexadecimal, CultureInfo.InvariantCulture);
        if (long.TryParse(operand, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)) return (ulong)number;
        throw new PtxRefusal(kernel.Name, statement.Line, $"has an operand, {operand}, that is not on the list");
    }
}
