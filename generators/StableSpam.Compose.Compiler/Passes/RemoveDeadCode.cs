using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Compiler.Passes;

/// <summary>Drops what neither the new parameter, nor a new state, nor how they are rounded, nor the clock, nor the decision to skip, nor another program needs.</summary>
internal static class RemoveDeadCode
{
    public static StepProgram Run(StepProgram program)
    {
        bool[] live = new bool[program.Nodes.Count];
        foreach (int value in program.NewStates) live[value] = true;
        live[program.NewWeight] = true;
        live[program.NewClock] = true;
        foreach (StochasticStore store in program.StochasticStores) live[store.Random] = true;
        if (program.Skip >= 0) live[program.Skip] = true;
        for (int i = live.Length - 1; i >= 0; i--)
        {
            // What other programs fold with this one is theirs to use.
            live[i] |= program.Nodes[i].Fold >= 0;
            if (!live[i]) continue;
            foreach (int operand in program.Nodes[i].Operands) live[operand] = true;
        }
        var rewriter = new ProgramRewriter(program);
        return rewriter.Rewrite(i => live[i], rewriter.Append);
    }
}
