/** Programs that call AWS. */
export const AGENTS = {
  browser:
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/134.0.0.0 Safari/537.36',
  macBrowser:
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Safari/605.1.15',
  strangeBrowser: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:115.0) Gecko/20100101 Firefox/115.0',
  cli: 'aws-cli/2.24.11 md/awscrt#0.23.8 ua/2.0 os/linux#6.8.0-55-generic md/arch#x86_64 lang/python#3.12.9 md/pyimpl#CPython cfg/retry-mode#standard md/installer#exe md/prompt#off md/command#configure',
  terraform:
    'APN/1.0 HashiCorp/1.0 Terraform/1.10.5 (+https://www.terraform.io) terraform-provider-aws/5.89.0 (+https://registry.terraform.io/providers/hashicorp/aws) aws-sdk-go-v2/1.36.1 ua/2.1 os/linux lang/go#1.23.5 md/GOOS#linux md/GOARCH#amd64',
  cdk: 'aws-sdk-js/3.750.0 ua/2.1 os/linux#6.1.128 lang/js md/nodejs#20.18.3 api/cloudformation#3.750.0 app/aws-cdk-cli-2.1000.2',
  python:
    'Boto3/1.37.4 md/Botocore#1.37.4 ua/2.0 os/linux#5.10.234 md/arch#aarch64 lang/python#3.12.8 md/pyimpl#CPython exec-env/AWS_Lambda_python3.12 cfg/retry-mode#legacy Botocore/1.37.4',
  agent: 'aws-sdk-go/1.55.5 (go1.23.5; linux; arm64) amazon-ssm-agent/3.3.1957.0',
  docker: 'docker/28.0.1 go/go1.23.6 git-commit/bbd0a17 kernel/6.1.128 os/linux arch/amd64',
  kali: 'Boto3/1.34.46 md/Botocore#1.34.46 ua/2.0 os/linux#6.6.15-kali-amd64 md/arch#x86_64 lang/python#3.11.8 md/pyimpl#CPython Botocore/1.34.46',
  kaliCli: 'aws-cli/2.15.22 Python/3.11.8 Linux/6.6.15-kali-amd64 exe/x86_64.kali.2024',
} as const;
