namespace StableSpamCompose.Cuda.Tests.Ptx;

/// <summary>Runs a kernel, block by block, each thread until it must wait for others.</summary>
internal static class PtxInterpreter
{
    public static void Launch(PtxKernel kernel, byte[] argument, uint blocks, uint threads)
    {
        var block = new PtxBlock(kernel, argument, blocks, threads);
        for (uint index = 0; index < blocks; index++)
        {
            block.Index = index;
            // What no thread has written is NaN.
            Array.Fill(block.Shared, (byte)0xff);
            foreach (PtxThread thread in block.Threads) thread.Begin();
            RunBlock(kernel, block);
        }
    }

    private static void RunBlock(PtxKernel kernel, PtxBlock block)
    {
        while (true)
        {
            bool ran = false;
            foreach (PtxThread thread in block.Threads)
            {
                if (thread.Wait != PtxWait.Nothing) continue;
                ran = true;
                RunThread(kernel, thread);
            }
            if (block.Threads.All(thread => thread.Wait == PtxWait.End)) return;
            bool released = block.Threads.Chunk(32).Count(ReleaseWarp) > 0;
            if (!released && block.Threads.All(thread => thread.Wait == PtxWait.Barrier))
            {
                ReleaseBarrier(kernel, block);
                released = true;
            }
            if (!ran && !released) throw new InvalidOperationException($"{kernel.Name}: threads wait for each other for ever.");
        }
    }

    private static void RunThread(PtxKernel kernel, PtxThread thread)
    {
        while (thread.Wait == PtxWait.Nothing)
        {
            ref readonly PtxInstruction instruction = ref kernel.Code[thread.Next++];
            if (instruction.Predicate < 0 || thread.Registers[instruction.Predicate] != 0 != instruction.IsNegated) instruction.Run(thread);
        }
    }

    private static void ReleaseBarrier(PtxKernel kernel, PtxBlock block)
    {
        if (block.Threads.Any(thread => thread.Next != block.Threads[0].Next)) throw new InvalidOperationException($"{kernel.Name}: threads wait at different barriers.");
        ulong any = block.Threads.Any(thread => thread.Value != 0) ? 1UL : 0;
        foreach (PtxThread thread in block.Threads)
        {
            thread.Wait = PtxWait.Nothing;
            if (thread.Kind == PtxInstructionKind.BarrierOr) thread.Registers[thread.Result] = any;
        }
    }

    // All lanes take part in every shuffle of the emitted text.
    private static bool ReleaseWarp(PtxThread[] warp)
    {
        if (warp.Length < 32 || warp.Any(thread => thread.Wait != PtxWait.Warp)) return false;
        if (warp.Any(thread => thread.Next != warp[0].Next || thread.Mask != ~0u)) throw new InvalidOperationException("The lanes of a warp meet at different shuffles.");
        foreach (PtxThread thread in warp)
        {
            uint source = thread.Kind == PtxInstructionKind.ShuffleDown ? (uint)thread.Lane + thread.Distance : (uint)thread.Lane ^ thread.Distance;
            thread.Registers[thread.Result] = warp[source < 32 ? source : (uint)thread.Lane].Value;
        }
        foreach (PtxThread thread in warp) thread.Wait = PtxWait.Nothing;
        return true;
    }
}
