using Consumer;

namespace Downstream;

public static class Wrong
{
    public static SpikeProof Made() => new([], beta: 1.5);

    public static object Named() => Optimizers.Create("SpikeProof", [], new Dictionary<string, double> { ["lr"] = 0.1, ["beta"] = 2 });

    public static object Misspelled() => Optimizers.Create("SpikeProof", [], new Dictionary<string, double> { ["betta"] = 0.5 });

    public static object Unknown() => Optimizers.Create("SpikeProff", [], new Dictionary<string, double>());

    public static void Set(SpikeProof.ParamGroup group) => group.Gamma3 = 1;
}
