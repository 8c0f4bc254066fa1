namespace StableSpamCompose.Compiler.Emit;

/// <summary>What a generated class derives from, and whose parameters it takes.</summary>
public enum OptimizerHost
{
    /// <summary>Parameters in plain memory.</summary>
    Arrays,

    /// <summary>TorchSharp's parameters; the class is a <c>torch.optim</c> optimizer.</summary>
    TorchSharp,
}
