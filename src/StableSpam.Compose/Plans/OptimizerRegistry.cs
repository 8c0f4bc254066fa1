using StableSpamCompose.Text;

namespace StableSpamCompose.Plans;

/// <summary>Finds optimizers by name.</summary>
public static class OptimizerRegistry
{
    /// <summary>The optimizer called <paramref name="name"/>.</summary>
    /// <exception cref="ArgumentException">There is none; the message names the nearest.</exception>
    public static OptimizerInfo Find(IReadOnlyList<OptimizerInfo> optimizers, string name)
    {
        ArgumentNullException.ThrowIfNull(optimizers);
        ArgumentNullException.ThrowIfNull(name);
        return optimizers.FirstOrDefault(optimizer => optimizer.Name == name)
            ?? throw UnknownName.Error("There is no optimizer", name, optimizers.Select(optimizer => optimizer.Name));
    }
}
