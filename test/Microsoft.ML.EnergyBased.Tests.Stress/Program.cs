using Microsoft.ML.EnergyBased.Tests.Stress;

return args switch
{
    [FuzzCommand.Name, .. var rest] => FuzzCommand.Run(rest),
    [FuzzCommand.Child, .. var rest] => FuzzCommand.RunHere(rest),
    [SoakCommand.Name, var rounds] => SoakCommand.Run(rounds),
    [DigestCommand.Name, var threads] => DigestCommand.Run(threads),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: fuzz [--files N] [--seed S] [--from F] | soak N | digests N");
    return 2;
}
