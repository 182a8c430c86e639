# A network that exists: the load balancer in its public subnets, the instances in private ones that have a way out.

terraform {
  required_version = ">= 1.11.0, < 2.0.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100.0, < 7.0.0"
    }
  }
}

provider "aws" {
  region = "us-east-1"
}

module "chat" {
  source = "../.."

  name          = "existing-vpc"
  allowed_cidrs = ["203.0.113.0/24"]

  vpc_id              = "vpc-0123456789abcdef0"
  subnet_ids          = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
  instance_subnet_ids = ["subnet-0123456789abcdef2", "subnet-0123456789abcdef3"]
}

output "url" {
  description = "The chat."
  value       = module.chat.url
}
