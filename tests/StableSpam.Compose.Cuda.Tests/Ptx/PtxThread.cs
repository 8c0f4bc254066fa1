namespace StableSpamCompose.Cuda.Tests.Ptx;

/// <summary>What a thread waits for.</summary>
internal enum PtxWait
{
    Nothing,
    Barrier,
    Warp,
    End,
}

/// <summary>A thread of a block.</summary>
internal sealed class PtxThread(PtxBlock block, int index, int registers)
{
    public readonly ulong[] Registers = new ulong[registers];
    public readonly PtxBlock Block = block;
    public readonly int Index = index;
    public int Next;
    public PtxWait Wait;

    // In a shuffle or at a barrier: what it brings, and where what it gets goes.
    public PtxInstructionKind Kind;
    public uint Mask;
    public ulong Value;
    public uint Distance;
    public int Result;

    public int Lane => Index & 31;

    public int Warp => Index >> 5;

    public void Begin()
    {
        Next = 0;
        Wait = PtxWait.Nothing;
    }
}

/// <summary>What threads meet at.</summary>
internal enum PtxInstructionKind
{
    Barrier,
    BarrierOr,
    ShuffleDown,
    ShuffleXor,
}

/// <summary>A block, and what its threads share.</summary>
internal sealed class PtxBlock
{
    public readonly byte[] Shared;
    public readonly byte[] Argument;
    public readonly PtxThread[] Threads;
    public readonly uint Blocks;
    public uint Index;

    public PtxBlock(PtxKernel kernel, byte[] argument, uint blocks, uint threads)
    {
        Shared = GC.AllocateArray<byte>(kernel.SharedBytes, pinned: true);
        Argument = GC.AllocateArray<byte>(argument.Length, pinned: true);
        argument.CopyTo(Argument, 0);
        Blocks = blocks;
        Threads = [.. Enumerable.Range(0, (int)threads).Select(i => new PtxThread(this, i, kernel.Registers.Count))];
    }
}
